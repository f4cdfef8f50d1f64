import { createVerifier, type Verifier, type VerifierOptions } from '../../src/client/verify.js';
import {
  IAT,
  ISSUER,
  PAPER_MANIFEST,
  PaperDirectory,
  type PaperServer,
} from './paper-directory.js';

export const directory = new PaperDirectory();
export const SERVER: PaperServer = { manifest: PAPER_MANIFEST };

/** A reader of the paper directory, a minute after it signed. */
export function verifierOf(options: Partial<VerifierOptions> = {}): Verifier {
  return createVerifier({
    issuer: ISSUER,
    jwks: directory.keySet,
    now: () => (IAT + 60) * 1_000,
    ...options,
  });
}

/** Why that reader refuses an entry, or `ok`. */
export async function reasonOf(
  entry: object | string,
  options: Partial<VerifierOptions> = {},
): Promise<string> {
  const result = await verifierOf(options).verify(entry);
  return result.ok ? 'ok' : result.reason;
}
