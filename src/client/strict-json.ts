/** Why a text is no JSON that means the same to everybody. */
export class NotStrictJson extends Error {
  override readonly name = 'NotStrictJson';
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}[\],:]/gs;

/**
 * Parses JSON that has one meaning only (I-JSON, RFC 7493): every key once, no integers that a double cannot hold, no
 * lone surrogates. JSON.parse lets all of these pass in silence.
 * @throws NotStrictJson
 */
export function parseStrictJson(text: string): unknown {
  const value = parse(text);
  if (!text.isWellFormed()) throw new NotStrictJson('it has a lone surrogate');
  /** The keys of the objects that are open, innermost last; `null` = an array. */
  const open: (Set<string> | null)[] = [];
  let before = '';
  // It is JSON, so the tokens are in a valid order.
  for (const [token] of text.matchAll(TOKEN)) {
    const keys = open.at(-1);
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token.startsWith('"')) {
      const isKey = keys != null && (before === '{' || before === ',');
      checkString(token, isKey ? keys : undefined);
    } else if (token !== ',' && token !== ':') checkNumber(token);
    before = token;
  }
  return value;
}

/**
 * Whether all that a parsed value holds could have come from strict JSON. Doubled keys cannot be seen any more.
 * @throws NotStrictJson
 */
export function checkStrictValue(value: unknown): void {
  if (typeof value === 'number') checkDouble(value);
  else if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new NotStrictJson('it has a lone surrogate');
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      checkStrictValue(key);
      checkStrictValue(member);
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotStrictJson('it is no JSON');
  }
}

function checkString(token: string, keys: Set<string> | undefined): void {
  const text = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
  if (!text.isWellFormed()) throw new NotStrictJson('it has a lone surrogate');
  if (keys === undefined) return;
  if (keys.has(text)) throw new NotStrictJson(`the key "${text}" is there twice`);
  keys.add(text);
}

function checkNumber(token: string): void {
  checkDouble(Number(token));
}

function checkDouble(value: number): void {
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
    throw new NotStrictJson(`the number ${value} is beyond 2^53`);
  }
}
