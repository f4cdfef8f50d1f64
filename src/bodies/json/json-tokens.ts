import { BYTE, ENDS_RUN, IS_DIGIT, IS_ESCAPE, IS_HEX } from './json-bytes.js';

const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word));

/** Where a token ends: the byte behind it or, when it is not a token, `~` of the place of the wrong byte, which is negative. */
export type TokenEnd = number;

/** The end of the string whose opening quote is at `start`. */
export function stringEnd(bytes: Buffer, start: number, end: number): TokenEnd {
  let at = start + 1;
  for (;;) {
    while (at < end && ENDS_RUN[bytes[at] ?? 0] === 0) at += 1;
    if (at >= end) return ~end;
    const byte = bytes[at];
    if (byte === BYTE.quote) return at + 1;
    const length = byte === BYTE.backslash ? escapeLength(bytes, at + 1, end) : 0;
    if (length === 0) return ~at;
    at += 1 + length;
  }
}

/** The end of the number that begins at `start`. */
export function numberEnd(bytes: Buffer, start: number, end: number): TokenEnd {
  let at = bytes[start] === BYTE.minus ? start + 1 : start;
  const whole = at < end && bytes[at] === BYTE.zero ? at + 1 : digitsEnd(bytes, at, end);
  if (whole === at) return ~at;
  at = whole;
  if (at < end && bytes[at] === BYTE.point) {
    at = digitsEnd(bytes, at + 1, end);
    if (at === whole + 1) return ~at;
  }
  if (at >= end || (bytes[at] !== BYTE.exponent && bytes[at] !== BYTE.capitalExponent)) return at;
  at += 1;
  if (at < end && (bytes[at] === BYTE.plus || bytes[at] === BYTE.minus)) at += 1;
  const exponent = digitsEnd(bytes, at, end);
  return exponent === at ? ~at : exponent;
}

/** The end of `true`, `false` or `null`. */
export function wordEnd(bytes: Buffer, start: number, end: number): TokenEnd {
  const word = WORDS.find((letters) => letters[0] === bytes[start]);
  if (word === undefined) return ~start;
  for (let letter = 0; letter < word.length; letter += 1) {
    const at = start + letter;
    if (at >= end || bytes[at] !== word[letter]) return ~at;
  }
  return start + word.length;
}

/** Whether all bytes of a string are ASCII and none is a backslash: it is then decoded as it stands. */
export function isPlain(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80 || byte === BYTE.backslash) return false;
  }
  return true;
}

/** The length of what stands behind a backslash; 0 = not an escape. */
function escapeLength(bytes: Buffer, at: number, end: number): number {
  if (at < end && IS_ESCAPE[bytes[at] ?? 0] === 1) return 1;
  if (at + 4 >= end || bytes[at] !== BYTE.unicode) return 0;
  for (let digit = at + 1; digit <= at + 4; digit += 1) {
    if (IS_HEX[bytes[digit] ?? 0] === 0) return 0;
  }
  return 5;
}

function digitsEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && IS_DIGIT[bytes[at] ?? 0] === 1) at += 1;
  return at;
}
