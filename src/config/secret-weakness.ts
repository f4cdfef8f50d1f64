const MIN_SECRET_LENGTH = 32;
const EXAMPLE_SECRET = /change.?me|example|your.?secret|placeholder|^(.)\1*$/i;

/** What is wrong with a secret that others are not to guess; nothing when it is not set. */
export function weakness(name: string, secret: string | undefined): string[] {
  if (secret === undefined) return [];
  if (EXAMPLE_SECRET.test(secret)) return [`${name} is an example value: make your own`];
  if (secret.length < MIN_SECRET_LENGTH) {
    return [`${name} is too short: it needs at least ${MIN_SECRET_LENGTH} characters`];
  }
  return [];
}
