import { parseJson } from '../common/parse-json.js';
import { isPortableNumber } from '../common/portable-number.js';

/** Why a text is no JSON that means the same to everybody. */
export class NotStrictJson extends Error {
  override readonly name = 'NotStrictJson';
}

// A string is taken in runs: an alternative for each character would run out of stack at some megabytes.
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|[{}[\],:]/gs;

/** Far deeper than anything that a directory takes in. */
const MAX_DEPTH = 100;

/**
 * Parses JSON that has one meaning only (I-JSON, RFC 7493): every key once, no numbers that readers take for different
 * ones, no lone surrogates. JSON.parse lets all of these pass in silence.
 * @throws NotStrictJson
 */
export function parseStrictJson(text: string): unknown {
  const value = parseAnyJson(text);
  if (!text.isWellFormed()) throw new NotStrictJson('it has a lone surrogate');
  checkTokens(text);
  return value;
}

/**
 * Whether all that a parsed value holds could have come from strict JSON. Doubled keys cannot be seen any more.
 * @throws NotStrictJson
 */
export function checkStrictValue(value: unknown, depth = 0): void {
  if (depth > MAX_DEPTH) throw tooDeep();
  switch (typeof value) {
    case 'number':
      checkDouble(value);
      return;
    case 'string':
      if (!value.isWellFormed()) throw new NotStrictJson('it has a lone surrogate');
      return;
    case 'object':
      checkObject(value, depth);
      return;
    case 'boolean':
    case 'undefined':
      return;
    default:
      throw new NotStrictJson(`it has a ${typeof value}`);
  }
}

function checkObject(value: object | null, depth: number): void {
  if (value === null) return;
  // It would be signed as something else than it is.
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    throw new NotStrictJson('it has an object that is written as another one');
  }
  for (const [key, member] of Object.entries(value)) {
    checkStrictValue(key, depth);
    checkStrictValue(member, depth + 1);
  }
}

function checkTokens(text: string): void {
  /** The keys of the objects that are open, innermost last; `null` = an array. */
  const open: (Set<string> | null)[] = [];
  let before = '';
  // It is JSON, so the tokens are in a valid order.
  for (const { token } of jsonTokens(text)) {
    const keys = open.at(-1);
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token.startsWith('"')) {
      const isKey = keys != null && (before === '{' || before === ',');
      checkString(token, isKey ? keys : undefined);
    } else if (token !== ',' && token !== ':') checkNumber(token);
    if (open.length > MAX_DEPTH) throw tooDeep();
    before = token;
  }
}

/** A bracket, comma, colon, string or number of JSON, and where it begins. */
export interface JsonToken {
  readonly token: string;
  readonly at: number;
}

/**
 * The tokens of a text that is JSON, but for `true`, `false` and `null`.
 * @throws NotStrictJson when a string in it is too much for the scan
 */
export function* jsonTokens(text: string): Generator<JsonToken, undefined> {
  try {
    for (const { 0: token, index } of text.matchAll(TOKEN)) yield { token, at: index };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new NotStrictJson('a string in it has too many escapes');
  }
}

function tooDeep(): NotStrictJson {
  return new NotStrictJson('it is nested too deeply');
}

/**
 * Parses JSON, whatever it means to others.
 * @throws NotStrictJson
 */
export function parseAnyJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new NotStrictJson('it is not JSON');
  }
}

function checkString(token: string, keys: Set<string> | undefined): void {
  const text = token.includes('\\') ? (parseJson(token) as string) : token.slice(1, -1);
  if (!text.isWellFormed()) throw new NotStrictJson('it has a lone surrogate');
  if (keys === undefined) return;
  if (keys.has(text)) throw new NotStrictJson(`the key "${text}" is there twice`);
  keys.add(text);
}

function checkNumber(token: string): void {
  const value = Number(token);
  checkDouble(value);
  // A reader with large integers keeps all digits of such a text, however many there are.
  if (/^-?\d+$/.test(token) && !Number.isSafeInteger(value)) throw beyond(token.slice(0, 40));
}

function checkDouble(value: number): void {
  if (!isPortableNumber(value)) throw beyond(String(value));
}

function beyond(number: string): NotStrictJson {
  return new NotStrictJson(`the number ${number} is beyond 2^53`);
}
