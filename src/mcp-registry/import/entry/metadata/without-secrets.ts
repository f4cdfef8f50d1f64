import { isJsonObject, type UncheckedObject } from '../../json-object.js';

/** Members of an input (a header, an argument, a variable) that may give its value away. */
const VALUES: ReadonlySet<string> = new Set(['value', 'default', 'placeholder', 'choices']);

const SECRET_NAME =
  /(authorization|authentication|auth|api-?key|[-_]key|token|secret|passw(or)?d|cookie|credentials?)$/i;

/** `{token}` or `Bearer {token}`: names a secret, and tells nothing of it. */
const ONLY_PLACEHOLDER = /^([A-Za-z]{1,10} )?\{[^{}]*\}$/;

/** A copy of remotes or packages without the values of inputs that are secret or look so. */
export function withoutSecrets(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, name));
  if (!isJsonObject(value)) return value;
  const secret = isSecret(value, name);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !secret || !VALUES.has(key) || isPlaceholder(item))
      .map(([key, item]) => [key, withoutSecrets(item, key)]),
  );
}

/** An input carries its name, or is a member of `variables` under its name. */
function isSecret(input: UncheckedObject, name: string): boolean {
  const ownName = input['name'];
  return (
    input['isSecret'] === true || SECRET_NAME.test(typeof ownName === 'string' ? ownName : name)
  );
}

function isPlaceholder(value: unknown): boolean {
  return typeof value === 'string' && ONLY_PLACEHOLDER.test(value);
}
