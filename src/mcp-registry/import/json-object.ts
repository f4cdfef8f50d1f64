/** A JSON object whose members have not been looked at yet. */
export type UncheckedObject = Readonly<Record<string, unknown>>;

/** Whether a parsed JSON value is an object, not an array. */
export function isJsonObject(value: unknown): value is UncheckedObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
