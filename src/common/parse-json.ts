/* eslint-disable no-restricted-properties -- this is the reader that all others use */

const SPACE = /[ \t\n\r]/;

/**
 * What `JSON.parse` should return: V8 (Node 24 to 26 at least, nodejs/node#63785) takes a key that is written with an
 * escape, such as `"\u540d"`, for another key, depending on what was parsed before. All JSON is parsed here, so that no
 * text means one thing when a server is registered and another when its signature is checked.
 * @throws SyntaxError when the text is not JSON
 */
export function parseJson(text: string): unknown {
  const keys = text.includes('\\') ? escapedKeys(text) : [];
  if (keys.length === 0) return JSON.parse(text);
  const mark = unusedIn(text);
  const names = new Map<string, string>();
  let plain = '';
  let from = 0;
  for (const { start, end } of keys) {
    const placeholder = `${mark}${names.size}`;
    // It has no keys itself.
    names.set(placeholder, JSON.parse(text.slice(start, end)) as string);
    plain += `${text.slice(from, start)}"${placeholder}"`;
    from = end;
  }
  plain += text.slice(from);
  return JSON.parse(plain, (_key, value: unknown) => renamed(value, names));
}

/** A string in a text, with its quotes. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** The keys of a JSON text that have an escape. Without regular expressions, which run out of stack on long strings. */
function escapedKeys(text: string): Place[] {
  const keys: Place[] = [];
  let backslash = text.indexOf('\\');
  for (let start = text.indexOf('"'); start >= 0;) {
    const end = stringEnd(text, start);
    if (end === undefined) break;
    if (backslash >= 0 && backslash < start) backslash = text.indexOf('\\', start);
    if (backslash < 0) break;
    if (backslash < end && isBeforeColon(text, end)) keys.push({ start, end });
    start = text.indexOf('"', end);
  }
  return keys;
}

/** Behind the quote that ends the string; `undefined` = none does. */
function stringEnd(text: string, start: number): number | undefined {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let first = quote;
    while (text[first - 1] === '\\') first -= 1;
    if ((quote - first) % 2 === 0) return quote + 1;
  }
  return undefined;
}

function isBeforeColon(text: string, at: number): boolean {
  let next = at;
  while (SPACE.test(text[next] ?? '')) next += 1;
  return text[next] === ':';
}

/** A text without escapes that does not occur in another one. */
function unusedIn(text: string): string {
  let longest = 0;
  for (const [run] of text.matchAll(/k+/g)) longest = Math.max(longest, run.length);
  return 'k'.repeat(longest + 1);
}

/** An object with the keys that the placeholders stand for; other values as they are. */
function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  if (!entries.some(([key]) => names.has(key))) return value;
  return Object.fromEntries(entries.map(([key, member]) => [names.get(key) ?? key, member]));
}
