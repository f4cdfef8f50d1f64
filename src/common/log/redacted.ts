const REDACTED = '[redacted]';
const UNREADABLE = '[unreadable]';
const MAX_DEPTH = 8;
const MAX_MEMBERS = 100;
const MAX_TEXT = 10_000;
/** Limits for one line as a whole. */
const MAX_VALUES = 2_000;
const MAX_CHARACTERS = 64 * 1_024;
const LONGEST_SECRET = 600;

/** Names of fields whose values never reach the log: in any spelling, as part of a longer name too. */
const SECRET_NAME =
  /auth(orization|entication)$|cookie|secret|passw|passphrase|pwd$|token|api_?key|private_?key|credential|^kek$|_kek|bearer|jwt/;

/** User information in a URL, and what follows the name of a scheme of HTTP authentication. */
const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/\/\/[^@/\s]{1,500}@/g, '//***@'],
  [/\b(Bearer|Basic|DPoP)\s+[\w.~+/=-]{8,}/gi, `$1 ${REDACTED}`],
];

/**
 * A copy of something that is to be logged, without secrets at any depth and without end: at most eight levels, 100
 * members each, 10,000 characters a text, 2,000 values and 64 Ki characters in all. A value that cannot be read is marked as such; this never throws.
 */
export function redacted(fields: object): Record<string, unknown> {
  return new Redaction().members(entriesOf(fields), [fields]);
}

class Redaction {
  private values = 0;
  private characters = 0;

  members(
    entries: Iterable<readonly [string, unknown]>,
    above: readonly object[],
  ): Record<string, unknown> {
    // Without a prototype, `__proto__` is a name like any other.
    const copy = Object.create(null) as Record<string, unknown>;
    let count = 0;
    for (const [name, value] of entries) {
      if (value === undefined) continue;
      if ((count += 1) > MAX_MEMBERS) {
        copy['…'] = 'more fields';
        break;
      }
      copy[name] = isSecretName(name) && value !== null ? REDACTED : this.value(value, above);
    }
    return copy;
  }

  private value(value: unknown, above: readonly object[]): unknown {
    this.values += 1;
    if (this.values > MAX_VALUES) return '[more]';
    switch (typeof value) {
      case 'string':
        return this.text(value);
      case 'bigint':
        return value.toString();
      case 'function':
      case 'symbol':
        return `[${typeof value}]`;
      case 'object':
        return value === null ? null : this.object(value, above);
      default:
        return value;
    }
  }

  private object(value: object, above: readonly object[]): unknown {
    if (above.includes(value)) return '[circular]';
    if (above.length >= MAX_DEPTH) return '[deeper]';
    try {
      return this.copy(value, [...above, value]);
    } catch {
      return UNREADABLE;
    }
  }

  private copy(value: object, path: readonly object[]): unknown {
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (Array.isArray(value) || value instanceof Set) return this.list(value, path);
    if (value instanceof Map) {
      return this.members(
        [...value].slice(0, MAX_MEMBERS + 1).map(([name, each]) => [String(name), each]),
        path,
      );
    }
    const plain = asJson(value);
    if (plain !== value) return this.value(plain, path);
    return this.members(entriesOf(value), path);
  }

  private text(text: string): string {
    const most = Math.min(MAX_TEXT, MAX_CHARACTERS - this.characters);
    this.characters += Math.min(text.length, most);
    if (text.length <= most) return withoutSecrets(text);
    // Beyond the cut too, otherwise half a secret would stay before it.
    return `${withoutSecrets(text.slice(0, most + LONGEST_SECRET)).slice(0, most)}…`;
  }

  private list(list: Iterable<unknown>, path: readonly object[]): unknown[] {
    const copy: unknown[] = [];
    for (const each of list) {
      if (copy.length === MAX_MEMBERS) {
        copy.push('[more]');
        break;
      }
      copy.push(this.value(each, path));
    }
    return copy;
  }
}

function isSecretName(name: string): boolean {
  return SECRET_NAME.test(
    name
      .slice(0, 200)
      .replaceAll(/(?<=[a-z])(?=[A-Z])|[-. ]/g, '_')
      .toLowerCase(),
  );
}

function withoutSecrets(text: string): string {
  return SECRET_TEXTS.reduce((left, [pattern, instead]) => left.replaceAll(pattern, instead), text);
}

/** A date and a URL are texts; errors and all else are what their members are. */
function asJson(value: object): unknown {
  if (value instanceof Error) return value;
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === 'function' ? (toJSON.call(value) as unknown) : value;
}

/** Own fields; of an error also those that are not enumerable. */
function* entriesOf(value: object): Iterable<readonly [string, unknown]> {
  if (value instanceof Error) {
    yield ['type', value.name];
    for (const name of ['message', 'stack', 'cause', 'errors'] as const) {
      yield [name, read(value, name)];
    }
  }
  for (const name of Object.keys(value)) yield [name, read(value, name)];
}

function read(value: object, name: string): unknown {
  try {
    return (value as Record<string, unknown>)[name];
  } catch {
    return UNREADABLE;
  }
}
