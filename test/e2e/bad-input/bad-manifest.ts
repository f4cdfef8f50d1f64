/** A manifest that must be refused with `VALIDATION_FAILED`. */
export interface BadManifest {
  readonly name: string;
  /** JSON text: some of these values no object can hold. */
  readonly json: string;
  /** The fields that the answer names, in any order. */
  readonly paths: readonly string[];
  /** What is said about the first of them. */
  readonly message?: string;
}

/** Fields of a manifest, each as JSON text; `undefined` leaves the field out. */
export type JsonFields = Readonly<Record<string, string | undefined>>;

/** Id of a server that never comes to be. */
export const BAD_ID = 'bad_server';

const VALID: JsonFields = {
  id: `"${BAD_ID}"`,
  display_name: '"Bad Server"',
  version: '"1.0.0"',
  endpoints: '{"mcp":"http://localhost:8080/mcp"}',
};

/** A JSON object from fields that are JSON texts themselves. */
export function jsonObject(fields: JsonFields): string {
  const members = Object.entries(fields)
    .filter(([, json]) => json !== undefined)
    .map(([key, json]) => `${JSON.stringify(key)}:${json ?? ''}`);
  return `{${members.join(',')}}`;
}

/** A valid manifest with other fields. */
export function manifestJson(changes: JsonFields): string {
  return jsonObject({ ...VALID, ...changes });
}

/** A row of a table: a valid manifest made bad by some fields. */
export function bad(
  name: string,
  changes: JsonFields,
  paths: readonly string[],
  message?: string,
): BadManifest {
  return { name, json: manifestJson(changes), paths, ...(message !== undefined && { message }) };
}

/** One row for each JSON text as the value of one field. */
export function badValues(
  field: string,
  values: readonly string[],
  message?: string,
): BadManifest[] {
  return values.map((json) => {
    const shown = json.length > 40 ? `${json.slice(0, 40)}… (${json.length} characters)` : json;
    return bad(`${field}: ${shown}`, { [field]: json }, [field], message);
  });
}

/** JSON nested this many levels deep, in arrays or in objects. */
export function nested(levels: number, kind: 'arrays' | 'objects'): string {
  const [open, close] = kind === 'arrays' ? ['[', ']'] : ['{"a":', '}'];
  const core = kind === 'arrays' ? '' : '1';
  return `${open.repeat(levels)}${core}${close.repeat(levels)}`;
}

/** A JSON string. */
export function text(value: string): string {
  return JSON.stringify(value);
}
