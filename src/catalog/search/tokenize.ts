// eslint-disable-next-line no-control-regex -- the ASCII range
const ASCII = /^[\u0000-\u007f]*$/;
const ASCII_SEPARATORS = /[^a-z0-9]+/;
const ASCII_CAMEL_CASE = /[a-z][A-Z]/;
const SEPARATORS = /[\p{Z}\p{P}\p{S}\p{C}]+/u;
const CAMEL_CASE = /\p{Ll}\p{Lu}/u;
const CAMEL_CASE_BORDER = /(?<=\p{Ll})(?=\p{Lu})/u;

/** The words of a text, in lower case and without accents; words in camelCase are followed by their parts. */
export function tokenize(text: string): string[] {
  const ascii = ASCII.test(text);
  const words = ascii ? text.toLowerCase().split(ASCII_SEPARATORS) : fold(text).split(SEPARATORS);
  // Separators at the ends leave empty words there.
  if (words.at(-1) === '') words.pop();
  if (words[0] === '') words.shift();
  if ((ascii ? ASCII_CAMEL_CASE : CAMEL_CASE).test(text)) words.push(...camelCaseParts(text));
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
