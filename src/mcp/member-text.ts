const LINE_BREAKS = /\s+/gu;
/** Variation selectors and fillers too: whole texts can be hidden in them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;

/** A member's text made fit for a model: one line, nothing invisible, at most `maxLength` characters. */
export function memberText(text: string, maxLength: number): string {
  const line = text.toWellFormed().replace(LINE_BREAKS, ' ').replace(UNSEEN, '').trim();
  const characters = Array.from(line);
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : line;
}

/** A member's URL made fit for a model: the same in ASCII, without spaces and quotes. */
export function memberUrl(url: string): string {
  return new URL(url).href;
}
