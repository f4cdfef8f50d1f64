/* eslint-disable no-restricted-properties -- this is the reader that all others use */

/** A string that has an escape and is a key, or what looks like one. */
const ESCAPED_KEY = /"[^"\\]*\\.[^"\\]*(?:\\.[^"\\]*)*"\s*:/s;

// A string is taken in runs: an alternative for each character would run out of stack at some megabytes.
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"(?=(\s*:)?)/gs;

/**
 * What `JSON.parse` should return: V8 (Node 24 to 26 at least, nodejs/node#63785) takes a key that is written with an
 * escape, such as `"\u540d"`, for another key, depending on what was parsed before. All JSON is parsed here, so that no
 * text means one thing when a server is registered and another when its signature is checked.
 * @throws SyntaxError when the text is not JSON
 */
export function parseJson(text: string): unknown {
  if (!text.includes('\\') || !ESCAPED_KEY.test(text)) return JSON.parse(text);
  const mark = unusedIn(text);
  const names = new Map<string, string>();
  const plain = text.replace(STRING, (token: string, colon: string | undefined) => {
    if (colon === undefined || !token.includes('\\')) return token;
    const placeholder = `${mark}${names.size}`;
    // It has no keys itself.
    names.set(placeholder, JSON.parse(token) as string);
    return `"${placeholder}"`;
  });
  return JSON.parse(plain, (_key, value: unknown) => renamed(value, names));
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
