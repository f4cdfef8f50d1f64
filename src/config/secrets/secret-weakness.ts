const MIN_LENGTH = 32;
const MIN_CHARACTERS = 10;

/** Words of examples and of people who are in a hurry. */
const EXAMPLE_WORDS =
  /change.?(me|this|it)|example|your.?secret|place.?holder|pass(word|phrase)|qwert[yz]?(uiop)?|asdf(ghjkl)?|let.?me.?in|correct.?horse.?battery.?staple|lorem.?ipsum|dummy|insecure|replace.?me/gi;

/** What is wrong with a secret that others must not guess; nothing when it is not set. */
export function weakness(name: string, secret: string | undefined): string[] {
  if (secret === undefined) return [];
  const fault = weaknessOf(secret);
  return fault === undefined ? [] : [`${name} ${fault}`];
}

/**
 * A key is derived from it without stretching, so it must come from a generator. Random text passes: what is left
 * beside a word that it holds by chance is long enough.
 */
function weaknessOf(secret: string): string | undefined {
  const rest = secret.replaceAll(EXAMPLE_WORDS, '');
  if (rest !== secret && rest.length < MIN_LENGTH) return 'is an example value: make your own';
  if (secret.length < MIN_LENGTH) {
    return `is too short: it needs at least ${MIN_LENGTH} characters`;
  }
  const guessable =
    new Set(secret).size < MIN_CHARACTERS || isRepeated(secret) || isSequence(secret);
  return guessable ? 'can be guessed: make one with: openssl rand -base64 48' : undefined;
}

/** Whether it is a shorter text again and again, the last time perhaps not to its end. */
function isRepeated(secret: string): boolean {
  for (let period = 1; period <= secret.length / 2; period += 1) {
    if (secret.startsWith(secret.slice(period))) return true;
  }
  return false;
}

/** Whether most characters are followed by themselves or by a neighbour in the alphabet or among the digits. */
function isSequence(secret: string): boolean {
  let near = 0;
  for (let index = 1; index < secret.length; index += 1) {
    if (Math.abs(secret.charCodeAt(index) - secret.charCodeAt(index - 1)) <= 1) near += 1;
  }
  return near > secret.length / 2;
}
