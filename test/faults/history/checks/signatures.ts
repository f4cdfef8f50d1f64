import type { JSONWebKeySet } from 'jose';
import { readStatement } from '../../../support/statement-reader.js';
import type { Read, Shown } from '../recording.js';

/** Statements whose signature does not hold, each once. */
export async function unverified(keys: JSONWebKeySet, reads: readonly Read[]): Promise<string[]> {
  const signed = new Map<string, Shown>();
  for (const { shown } of reads)
    for (const entry of shown.values())
      if (entry.jws !== undefined) signed.set(`${entry.jws.payload}.${entry.jws.signature}`, entry);
  const faults: string[] = [];
  for (const { id, revision, jws } of signed.values())
    await readStatement(jws, keys).catch((error: unknown) => {
      faults.push(`the statement of ${id}, revision ${revision}: ${String(error)}`);
    });
  return faults;
}
