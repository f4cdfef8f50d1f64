import { isUtf8 } from 'node:buffer';
import { DomainError } from '../../common/domain-error.js';
import { parseJson } from '../../common/parse-json.js';
import { type JsonFault, JsonScan } from './json-scan.js';

/** A parsed JSON text, or why it was not parsed. */
export type ReadJson = { readonly value: unknown } | { readonly fault: JsonFault };

/** Kept: it has tables that are used again, and no scan is interrupted. */
const scan = new JsonScan();

/** Parses a JSON text of some 100 KiB at most, when {@link JsonScan} and the check of its UTF-8 found nothing. */
export function readJson(bytes: Buffer): ReadJson {
  const fault = textFault(bytes);
  if (fault !== undefined) return { fault };
  const stop = scan.begin(bytes).run();
  if (stop.at === 'fault') return { fault: stop.fault };
  return { value: parseJson(bytes.toString()) };
}

/** What is wrong with the bytes of a text before it is scanned. */
export function textFault(bytes: Buffer): JsonFault | undefined {
  if (!isUtf8(bytes)) return { kind: 'syntax', message: 'is not valid UTF-8' };
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    const message =
      'begins with a byte order mark, which JSON must not have (RFC 8259, section 8.1)';
    return { kind: 'syntax', message };
  }
  return undefined;
}

/** The error for a body, or an item of one, that is not parsed. */
export function jsonError({ kind, message }: JsonFault, what = 'The body'): DomainError {
  return kind === 'syntax'
    ? new DomainError('MALFORMED_JSON', `${what} ${message}.`)
    : new DomainError('VALIDATION_FAILED', `${what} is not valid: it ${message}.`, {
        errors: [{ path: '', message }],
      });
}
