import { hash } from 'node:crypto';

/** Ends the part of a tag that stands for the content. */
const STAMP = '.';

/** A weak entity tag, quotes included, of what makes an answer what it is. */
export function etagOf(content: string): string {
  return `W/"${hash('sha256', content, 'base64url').slice(0, 22)}"`;
}

/** The tag with a stamp: of something that differs though the content is the same, as a signature. */
export function stampedEtag(etag: string, stamp: string): string {
  return stamp === '' ? etag : `${etag.slice(0, -1)}${STAMP}${stamp}"`;
}

/** Whether If-None-Match (RFC 9110, section 13.1.2) names this tag. Weak comparison: `W/` does not count. */
export function matchesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  return names(ifNoneMatch, opaque(etag), opaque);
}

/** The same without the stamps. */
export function matchesContent(ifNoneMatch: string | undefined, etag: string): boolean {
  return names(ifNoneMatch, content(etag), content);
}

function names(
  ifNoneMatch: string | undefined,
  wanted: string,
  form: (tag: string) => string,
): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => form(tag) === wanted);
}

function opaque(tag: string): string {
  return tag.trim().replace(/^W\//, '');
}

function content(tag: string): string {
  const [text = ''] = opaque(tag).replace(/"$/, '').split(STAMP);
  return text;
}
