/**
 * Characters that are invisible or unknown: control and format characters, line separators, private use, code points
 * without a character, and all that Unicode leaves undrawn (variation selectors, tags, fillers). Code points that are
 * reserved for emoji are not among them: they get a picture before this program gets its Unicode tables.
 */
const HIDDEN =
  '[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Co}\\p{Cn}\\p{Default_Ignorable_Code_Point}](?<!\\p{Extended_Pictographic})';

/** LRM, RLM and ALM, which texts from right to left need. They disguise nothing; one at a time. */
const DIRECTION_MARK = '[\\u061c\\u200e\\u200f]';

/** Scripts in which a joiner changes how its neighbours are drawn. */
const JOINING_SCRIPTS = (
  'Adlm Arab Bali Beng Deva Gran Gujr Guru Java Khmr Knda Mand Mlym Mong Mymr Newa Nkoo Orya Phag Rohg Sinh Sund ' +
  'Syrc Taml Telu Tibt Tirh'
).split(' ');
const ANY = '(?!\\p{Default_Ignorable_Code_Point})[\\p{L}\\p{M}\\p{N}]';
const JOINING = `(?=${ANY})[${JOINING_SCRIPTS.map((name) => `\\p{scx=${name}}`).join('')}]`;

/** Signs that take the vowel of a consonant away; a joiner after one says how the consonant is drawn. */
const VIRAMA =
  '[\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d3b\\u0d3c\\u0d4d\\u0dca\\u1039\\u103a\\u17d2]';

/** UTS 51: pictures in colour or as text, with a skin tone. */
const PICTURE = '\\p{Extended_Pictographic}(?:[\\ufe0e\\ufe0f]|\\p{Emoji_Modifier})?';

/** The flags of England, Scotland and Wales: a black flag, and these tags with the one that ends them. */
const FLAG_TAGS = ['gbeng', 'gbsct', 'gbwls'].map((region) => [
  ...Array.from(region, (letter) => `\\u{e00${letter.charCodeAt(0).toString(16)}}`),
  '\\u{e007f}',
]);

/**
 * Where a hidden character is needed. Each begins with the character itself and looks back only then, since most
 * characters are not hidden; the dot behind a look is that character.
 */
const NEEDED = [
  `${DIRECTION_MARK}(?!${DIRECTION_MARK})`,
  // Unicode UAX 31, section 2.3.1, less strict about the letters.
  `[\\u200c\\u200d](?:(?<=${JOINING}.)(?=${ANY})|(?<=${ANY}.)(?=${JOINING}))`,
  `\\u200d(?<=${VIRAMA}.)`,
  // Joined pictures, selectors and keycaps.
  `\\u200d(?<=${PICTURE}.)(?=\\p{Extended_Pictographic})`,
  '[\\ufe0e\\ufe0f](?<=\\p{Extended_Pictographic}.)',
  '\\ufe0f(?<=[0-9#*].)(?=\\u20e3)',
  ...FLAG_TAGS.flatMap((tags) =>
    tags.map((tag, at) => {
      const before = tags.slice(0, at).join('');
      return `${tag}(?<=\\u{1f3f4}${before}.)(?=${tags.slice(at + 1).join('')})`;
    }),
  ),
];

const NOT_NEEDED = `(?!${NEEDED.join('|')})${HIDDEN}`;
const IN_LINE = new RegExp(NOT_NEEDED, 'u');
const IN_LINES = new RegExp(`(?![\\t\\n\\r])${NOT_NEEDED}`, 'u');

/** A character that a text must not have. */
export interface HiddenCharacter {
  readonly character: string;
  /** In UTF-16 units. */
  readonly index: number;
}

/** The first character of a text that is hidden, and that neither script nor emoji need where it is. */
export function firstHidden(text: string, lines = false): HiddenCharacter | undefined {
  const found = (lines ? IN_LINES : IN_LINE).exec(text);
  return found === null ? undefined : { character: found[0], index: found.index };
}

/** A text without LRM, RLM and ALM. */
export function withoutDirectionMarks(text: string): string {
  return text.replaceAll(DIRECTION_MARKS, '');
}

const DIRECTION_MARKS = new RegExp(DIRECTION_MARK, 'gu');

/** `the invisible character U+200B`. */
export function hiddenName(character: string): string {
  const kind = KINDS.find(([pattern]) => pattern.test(character))?.[1] ?? 'invisible character';
  const code = character.codePointAt(0) ?? 0;
  return `the ${kind} U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/[\p{Cc}\p{Zl}\p{Zp}]/u, 'control character'],
  [/[\u202a-\u202e\u2066-\u2069]/u, 'direction override'],
  [/\p{Default_Ignorable_Code_Point}/u, 'invisible character'],
  [/\p{Co}/u, 'private-use character'],
  [/\p{Cn}/u, 'unassigned character'],
];
