/**
 * What nobody sees, or nobody can know: control and format characters, line separators, private use, code points
 * without a character, and all that Unicode leaves undrawn (variation selectors, tags, fillers). Code points that are
 * reserved for emoji are not among them: they get a picture before this program gets its Unicode tables.
 */
const HIDDEN =
  '(?!\\p{Extended_Pictographic})[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Co}\\p{Cn}\\p{Default_Ignorable_Code_Point}]';

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

/** U+200C and U+200D as Unicode UAX 31, section 2.3.1 has them, less strict about the letters. */
const JOINER = `(?:(?<=${JOINING})[\\u200c\\u200d](?=${ANY})|(?<=${ANY})[\\u200c\\u200d](?=${JOINING})|(?<=${VIRAMA})\\u200d)`;

/** UTS 51: pictures in colour or as text, with skin tones, joined; keycaps; the flags of England, Scotland and Wales. */
const PICTURE = '\\p{Extended_Pictographic}(?:[\\ufe0e\\ufe0f]|\\p{Emoji_Modifier})?';
const BRITISH = ['\\u{e0065}\\u{e006e}', '\\u{e0073}\\u{e0063}', '\\u{e0077}\\u{e006c}'];
const EMOJI = [
  `\\u{1f3f4}\\u{e0067}\\u{e0062}(?:${BRITISH[0]}\\u{e0067}|${BRITISH[1]}\\u{e0074}|${BRITISH[2]}\\u{e0073})\\u{e007f}`,
  `${PICTURE}(?:\\u200d${PICTURE})*`,
  '[0-9#*]\\ufe0f\\u20e3',
].join('|');

const ANY_HIDDEN = new RegExp(HIDDEN, 'u');

/** What is allowed comes first, so that the group is set only where nothing allows the character. */
const NOT_ALLOWED = new RegExp(
  `${EMOJI}|${JOINER}|${DIRECTION_MARK}(?!${DIRECTION_MARK})|(?<hidden>${HIDDEN})`,
  'gu',
);

const LINES = new Set(['\t', '\n', '\r']);

/** A character that a text must not have. */
export interface HiddenCharacter {
  readonly character: string;
  /** In UTF-16 units. */
  readonly index: number;
}

/** The first character of a text that is hidden, and that neither script nor emoji need where it is. */
export function firstHidden(text: string, lines = false): HiddenCharacter | undefined {
  if (!ANY_HIDDEN.test(text)) return undefined;
  for (const { groups, index } of text.matchAll(NOT_ALLOWED)) {
    const character = groups?.['hidden'];
    if (character === undefined || (lines && LINES.has(character))) continue;
    return { character, index };
  }
  return undefined;
}

/** A text without the characters that {@link firstHidden} finds, and without marks of the direction. */
export function withoutHidden(text: string): string {
  if (!ANY_HIDDEN.test(text)) return text;
  return withoutDirectionMarks(
    text.replace(NOT_ALLOWED, (match, hidden?: string) => (hidden === undefined ? match : '')),
  );
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
