import canonicalize from 'canonicalize';
import { fromUtf8, sha256, toHex, utf8 } from './bytes.js';
import { Refusal } from './refusal.js';
import { asMembers, isMembers, isText, type Members } from './shapes.js';
import { checkStrictValue, NotStrictJson, parseStrictJson } from './strict-json.js';

/** An entry, taken apart. */
export interface ReadEntry {
  readonly id: string;
  readonly manifest: Members;
  readonly status: unknown;
  /** What the directory adds. */
  readonly directory: Members;
  /** SHA-256 of the manifest in canonical JSON, hex: worked out here, whatever the entry says. */
  readonly digest: string;
}

/**
 * Takes an entry apart. Text shows more than a parsed value: only there can doubled keys be seen.
 * @throws Refusal `malformed`
 */
export async function readEntry(entry: string | Uint8Array | object): Promise<ReadEntry> {
  const members = asMembers(strictValue(entry), 'the entry');
  const { status, directory, ...rest } = members;
  const { signature, ...manifest } = rest;
  const { id } = manifest;
  if (!isText(id) || !isText(signature) || !isMembers(directory)) {
    throw new Refusal('malformed', 'the entry has no id, no signature or no directory object');
  }
  return { id, manifest, status, directory, digest: await digestOf(manifest) };
}

/** SHA-256 of an object in canonical JSON (RFC 8785), hex. */
export async function digestOf(manifest: Members): Promise<string> {
  return toHex(await sha256(utf8(canonicalize(manifest) ?? '')));
}

/** @throws Refusal `malformed` */
export function strictValue(value: string | Uint8Array | object): unknown {
  try {
    if (typeof value === 'string') return parseStrictJson(value);
    if (value instanceof Uint8Array) return parseStrictJson(fromUtf8(value));
    checkStrictValue(value);
    return value;
  } catch (error) {
    const why = error instanceof NotStrictJson ? error.message : 'it is not in UTF-8';
    throw new Refusal('malformed', why);
  }
}
