/** Whole numbers from here to 1e21 are printed as digits, of which readers of JSON keep only some. */
const FIRST_UNSAFE = 2 ** 53;

/** From here on RFC 8785 prints an exponent, by which every reader takes the number for a double. */
const FIRST_WITH_EXPONENT = 1e21;

/**
 * Whether every reader of canonical JSON (RFC 8785) takes a number for the same one. The entrance of the directory and the verifier
 * ask the same function, so that every manifest that is accepted can be verified. Source: RFC 7493, section 2.2.
 */
export function isPortableNumber(value: number): boolean {
  const size = Math.abs(value);
  return size < FIRST_UNSAFE || (size >= FIRST_WITH_EXPONENT && size < Infinity);
}
