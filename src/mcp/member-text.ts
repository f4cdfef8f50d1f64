const LINE_BREAKS = /\s+/gu;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]/gu;

/** A member's text made fit for a model: one line, nothing invisible, at most `maxLength` characters. */
export function memberText(text: string, maxLength: number): string {
  const line = text.toWellFormed().replace(LINE_BREAKS, ' ').replace(UNSEEN, '').trim();
  const characters = Array.from(line);
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : line;
}
