/** Longer words are cut: their first characters are what they are found by. */
export const LONGEST_TERM = 32;

/** Long texts are taken apart piece by piece, so that a caller that has enough can stop. */
const PIECE = 4_096;

// eslint-disable-next-line no-control-regex -- the ASCII range
const ASCII = /^[\u0000-\u007f]*$/;
const ASCII_SEPARATORS = /[^a-z0-9]+/;
const ASCII_CAMEL_CASE = /[a-z][A-Z]/;
const SEPARATORS = /[\p{Z}\p{P}\p{S}\p{C}]+/u;
const CAMEL_CASE = /\p{Ll}\p{Lu}/u;
const CAMEL_CASE_BORDER = /(?<=\p{Ll})(?=\p{Lu})/u;

/**
 * The words of a text of any length, in lower case, without accents and cut to {@link LONGEST_TERM}; words in camelCase
 * are followed by their parts. They come in lists, one for each piece of the text.
 */
export function* wordLists(text: string): Iterable<readonly string[]> {
  let start = 0;
  while (text.length - start > PIECE) {
    const space = text.lastIndexOf(' ', start + PIECE);
    const end = space > start ? space : start + PIECE;
    yield tokenize(text.slice(start, end));
    start = end;
  }
  yield tokenize(start === 0 ? text : text.slice(start));
}

/** The words of a short text, as {@link wordLists} has them. */
export function tokenize(text: string): string[] {
  const ascii = ASCII.test(text);
  const words = ascii ? text.toLowerCase().split(ASCII_SEPARATORS) : fold(text).split(SEPARATORS);
  // Separators at the ends leave empty words there.
  if (words.at(-1) === '') words.pop();
  if (words[0] === '') words.shift();
  if ((ascii ? ASCII_CAMEL_CASE : CAMEL_CASE).test(text)) words.push(...camelCaseParts(text));
  for (const [index, word] of words.entries()) {
    if (word.length > LONGEST_TERM) words[index] = cut(word);
  }
  return words;
}

function camelCaseParts(text: string): string[] {
  return text
    .split(SEPARATORS)
    .filter((word) => CAMEL_CASE.test(word))
    .flatMap((word) => word.split(CAMEL_CASE_BORDER).map(fold));
}

function fold(text: string): string {
  return text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
}

/** Never between the halves of a character. */
function cut(word: string): string {
  const isHalf = (word.codePointAt(LONGEST_TERM - 1) ?? 0) > 0xffff;
  return word.slice(0, isHalf ? LONGEST_TERM - 1 : LONGEST_TERM);
}
