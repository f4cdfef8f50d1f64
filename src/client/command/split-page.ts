import { jsonTokens, type JsonToken } from '../strict-json.js';

/** The text of a listing's page, taken apart. */
export interface SplitPage {
  /** The page with an empty list of servers. */
  readonly rest: string;
  /** The text of each element of that list. */
  readonly servers: readonly string[];
}

/**
 * Cuts the first list `servers` out of the text of a JSON object, so that what is wrong with one entry is its own
 * matter. The text must be JSON.
 * @throws NotStrictJson when a string in it is too much for the scan
 */
export function splitPage(text: string): SplitPage {
  const tokens = jsonTokens(text);
  const start = skipToServers(tokens);
  if (start === undefined) return { rest: text, servers: [] };
  const servers: string[] = [];
  let from = start;
  for (let depth = 1; depth > 0;) {
    const { value, done } = tokens.next();
    if (done === true) break;
    const { token, at } = value;
    depth += stepOf(token);
    if (depth > 1 || (depth === 1 && token !== ',')) continue;
    servers.push(text.slice(from, at));
    from = depth === 1 ? at + 1 : at;
  }
  const [only, ...more] = servers;
  const isEmpty = more.length === 0 && only?.trim() === '';
  return { rest: text.slice(0, start) + text.slice(from), servers: isEmpty ? [] : servers };
}

/** Goes on to the first item of the list; `undefined` = there is no such list. */
function skipToServers(tokens: Iterator<JsonToken>): number | undefined {
  let depth = 0;
  let key = '';
  for (let next = tokens.next(); next.done !== true; next = tokens.next()) {
    const { token, at } = next.value;
    if (token === '[' && depth === 1 && key === '"servers"') return at + 1;
    depth += stepOf(token);
    // A value of that level follows its key at once, so the last text before a list is the list's key.
    if (depth === 1 && token.startsWith('"')) key = token;
  }
  return undefined;
}

function stepOf(token: string): number {
  if (token === '{' || token === '[') return 1;
  return token === '}' || token === ']' ? -1 : 0;
}
