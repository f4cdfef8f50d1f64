import { canonicalJson, sha256Hex } from '../../../src/manifest/canonical-json.js';

/** What every served entry has, besides the fields of its manifest. */
export interface Entry {
  readonly id: string;
  readonly status: string;
  readonly signature: string;
  readonly directory: { readonly revision: number; readonly digest: string };
}

/** A page of a listing. */
export interface Listing {
  readonly servers: readonly Entry[];
  readonly total: number;
  readonly pages: number;
  readonly revision: string;
}

/** Whether the served manifest is the one that was digested: the entry without the directory's own members. */
export function isWhole(entry: Entry): boolean {
  const manifest = Object.entries(entry).filter(
    ([name]) => !['status', 'signature', 'directory'].includes(name),
  );
  return sha256Hex(canonicalJson(Object.fromEntries(manifest))) === entry.directory.digest;
}
