import { parseJson } from '../../../common/parse-json.js';
import { isJsonObject } from '../json-object.js';
import { printable } from '../../../common/printable.js';

const OUTCOMES = ['registered', 'updated', 'unchanged'] as const;

/** What became of one manifest: an outcome, or the reason of a refusal. */
export interface ItemResult {
  readonly status: number;
  readonly outcome?: (typeof OUTCOMES)[number];
  readonly reason?: string;
}

/** Reads the answer to a batch of `count` manifests; `undefined` when it is none. */
export function parseBatchAnswer(text: string, count: number): readonly ItemResult[] | undefined {
  const answer = jsonOf(text);
  const results = isJsonObject(answer) ? answer['results'] : undefined;
  if (!Array.isArray(results) || results.length !== count) return undefined;
  const items = results.map(readItem);
  return items.every((item) => item !== undefined) ? items : undefined;
}

/** The reason that a problem document gives, or the beginning of what came instead of one. */
export function problemWords(text: string): string {
  return reasonOf(jsonOf(text)) ?? printable(text, 200);
}

function readItem(item: unknown): ItemResult | undefined {
  if (!isJsonObject(item) || typeof item['status'] !== 'number') return undefined;
  const { status, answer, problem } = item;
  if (status >= 400) return { status, reason: reasonOf(problem) ?? `status ${status}` };
  const said = isJsonObject(answer) ? answer['outcome'] : undefined;
  const outcome = OUTCOMES.find((known) => known === said);
  return outcome === undefined ? undefined : { status, outcome };
}

/** The wrong fields, if the problem names them, else its detail. */
function reasonOf(problem: unknown): string | undefined {
  if (!isJsonObject(problem)) return undefined;
  const { code, detail, errors } = problem;
  const fields = Array.isArray(errors) ? errors.flatMap(fieldWords) : [];
  if (fields.length > 0) return printable(fields.join('; '));
  if (typeof detail !== 'string') return undefined;
  return printable(typeof code === 'string' ? `${code}: ${detail}` : detail);
}

function fieldWords(error: unknown): string[] {
  if (!isJsonObject(error) || typeof error['message'] !== 'string') return [];
  const { path, message } = error;
  return [typeof path === 'string' && path !== '' ? `${path} ${message}` : message];
}

/** The JSON value of a text; `undefined` when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
