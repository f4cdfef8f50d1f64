import { Refusal } from './refusal.js';

/** A JSON object whose members are not known yet. */
export type Members = Readonly<Record<string, unknown>>;

/** Rules of members by name. */
export type Rules = Readonly<Record<string, (value: unknown) => boolean>>;

export const isText = (value: unknown): value is string => typeof value === 'string';
export const isNumber = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;
export const isHash = (value: unknown): boolean => isText(value) && /^[0-9a-f]{64}$/.test(value);
export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws Refusal `malformed` unless it is an object */
export function asMembers(value: unknown, what: string): Members {
  if (isMembers(value)) return value;
  throw new Refusal('malformed', `${what} is not an object`);
}

/** @throws Refusal `malformed` unless it has exactly these members */
export function checkMembers(members: Members, rules: Rules, what: string): void {
  for (const name of Object.keys(members)) {
    if (!Object.hasOwn(rules, name)) throw new Refusal('malformed', `${what} has a member ${name}`);
  }
  for (const [name, rule] of Object.entries(rules)) {
    if (!Object.hasOwn(members, name) || !rule(members[name])) {
      throw new Refusal('malformed', `${name} of ${what} is missing or wrong`);
    }
  }
}
