import { withoutHidden } from '../manifest/texts/hidden-characters.js';

const LINE_BREAKS = /\s+/gu;

/**
 * A member's text made fit for a model: one line, nothing invisible but what scripts and emoji need, at most `maxLength`
 * characters. Registration refuses such texts; this is for those that were stored before it did.
 */
export function memberText(text: string, maxLength: number): string {
  const line = withoutHidden(text.toWellFormed().replace(LINE_BREAKS, ' ')).trim();
  const characters = Array.from(line);
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : line;
}

/** A member's URL made fit for a model: the same in ASCII, without spaces and quotes. */
export function memberUrl(url: string): string {
  return new URL(url).href;
}
