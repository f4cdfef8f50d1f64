/** Number of groups of letters that are distinguished. */
export const LETTER_GROUPS = 32;

/** The group of a letter, by its UTF-16 code unit. */
export function letterGroup(unit: number): number {
  return unit & (LETTER_GROUPS - 1);
}

/** The groups of letters that occur in a text, one bit each. */
export function lettersOf(text: string): number {
  let letters = 0;
  for (let index = 0; index < text.length; index += 1) {
    letters |= 1 << letterGroup(text.charCodeAt(index));
  }
  return letters;
}

/** How many bits of 32 are set. */
export function bitCount(bits: number): number {
  let left = bits - ((bits >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
