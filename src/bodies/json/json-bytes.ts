/** The bytes of JSON text that mean something outside of strings. */
export const BYTE = {
  quote: 0x22,
  backslash: 0x5c,
  comma: 0x2c,
  colon: 0x3a,
  openObject: 0x7b,
  closeObject: 0x7d,
  openArray: 0x5b,
  closeArray: 0x5d,
  minus: 0x2d,
  plus: 0x2b,
  point: 0x2e,
  zero: 0x30,
  exponent: 0x65,
  capitalExponent: 0x45,
  unicode: 0x75,
} as const;

const CONTROLS = String.fromCharCode(...Array.from({ length: 0x20 }, (_, code) => code));

/** 1 for the white space of RFC 8259, section 2. */
export const IS_SPACE = table('\t\n\r ');

/** 1 for the decimal digits. */
export const IS_DIGIT = table('0123456789');

/** 1 for the hexadecimal digits. */
export const IS_HEX = table('0123456789abcdefABCDEF');

/** 1 for what may follow a backslash, except `u`. */
export const IS_ESCAPE = table('"\\/bfnrt');

/** 1 for what ends a run of plain characters in a string: the quote, the backslash and control characters. */
export const ENDS_RUN = table(`"\\${CONTROLS}`);

/** A lookup table of all bytes: 1 for the given characters. */
export function table(characters: string): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) =>
    characters.includes(String.fromCharCode(byte)) ? 1 : 0,
  );
}
