import { firstHidden, hiddenName, withoutDirectionMarks } from './texts/hidden-characters.js';

const PRINTABLE_ASCII = /^[ -~]*$/;

/** A character that is drawn: no space, no mark alone, and none of the blanks that Unicode calls letters or symbols. */
const DRAWN =
  /(?!\u2800|\u{1d159}|\p{Default_Ignorable_Code_Point})[\p{L}\p{N}\p{P}\p{S}\p{Extended_Pictographic}]/u;

/**
 * Marks on one character. Hebrew with cantillation, Tibetan and Burmese need up to seven; letters of other scripts, on
 * which the general diacritics stand, no more than three.
 */
const MOST_MARKS = 8;
const MOST_DIACRITICS = 4;
const MANY_MARKS = new RegExp(`\\p{M}{${MOST_DIACRITICS + 1}}`, 'u');
const TOO_MANY_MARKS = new RegExp(`\\p{M}{${MOST_MARKS + 1}}`, 'u');
const DIACRITIC =
  '(?:[\\u0300-\\u036f]|[\\u1ab0-\\u1aff]|[\\u1dc0-\\u1dff]|[\\u20d0-\\u20ff]|[\\ufe20-\\ufe2f])';
const TOO_MANY_DIACRITICS = new RegExp(`${DIACRITIC}{${MOST_DIACRITICS + 1}}`, 'u');

const CONTROL_OR_OVERRIDE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/**
 * What keeps a text from being shown to people and models, in words: hidden characters and heaps of marks. With `lines`, tab and
 * line breaks are allowed. Positions are in characters, from 1 on.
 */
export function shownFault(text: string, lines = false): string | undefined {
  if (PRINTABLE_ASCII.test(text)) return undefined;
  const hidden = firstHidden(text, lines);
  if (hidden !== undefined) {
    return `must not contain ${hiddenName(hidden.character)} at ${position(text, hidden.index)}`;
  }
  if (!MANY_MARKS.test(text)) return undefined;
  const heap = TOO_MANY_DIACRITICS.exec(text);
  if (heap !== null) return marksFault(MOST_DIACRITICS, text, heap.index);
  const marks = TOO_MANY_MARKS.exec(text);
  return marks === null ? undefined : marksFault(MOST_MARKS, text, marks.index);
}

/** What keeps a text from being compared with others, in words. It is shown to nobody, so only controls are refused. */
export function comparedFault(text: string): string | undefined {
  const found = CONTROL_OR_OVERRIDE.exec(text);
  if (found === null) return undefined;
  return `must not contain ${hiddenName(found[0])} at ${position(text, found.index)}`;
}

/** Whether a text has a character that is drawn. */
export function isDrawn(text: string): boolean {
  return DRAWN.test(text);
}

/** Trims, and stores CRLF and lone CR as LF. */
export function normaliseText(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

/** A tag or capability as it is stored and compared: NFC, lower case, without marks of the direction. */
export function normaliseLabel(label: string): string {
  if (PRINTABLE_ASCII.test(label)) return label.trim().toLowerCase();
  return withoutDirectionMarks(label).trim().toLowerCase().normalize('NFC').trim();
}

/** Length in Unicode code points: what a person calls characters, nearly. */
export function codePoints(text: string): number {
  let length = text.length;
  for (let index = 0; index + 1 < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      length -= 1;
      index += 1;
    }
  }
  return length;
}

function marksFault(most: number, text: string, index: number): string {
  return `must not have more than ${most} combining marks on one character, at ${position(text, index)}`;
}

function position(text: string, index: number): string {
  return `position ${codePoints(text.slice(0, index)) + 1}`;
}
