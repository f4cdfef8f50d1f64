import type { SigningWindow } from './signing-window.js';

/** What a statement says about a server. */
export interface StatementFacts {
  readonly id: string;
  readonly version: string;
  readonly revision: number;
  readonly status: string;
  /** SHA-256 of the canonical manifest, hex. */
  readonly digest: string;
}

/**
 * The payload of a server's statement in canonical JSON, RFC 8785; with a manifest (canonical JSON), it carries that
 * too. Its members are in the canonical order, and JSON.stringify writes strings and numbers as that RFC does.
 */
export function statementPayload(
  issuer: string,
  { iat, exp }: SigningWindow,
  { id, version, revision, status, digest }: StatementFacts,
  manifest?: string,
): string {
  const sha256 = Buffer.from(digest, 'hex').toString('base64url');
  const carried = manifest === undefined ? '' : `"manifest":${manifest},`;
  return (
    `{"dig":{"sha-256":"${sha256}"},"exp":${exp},"iat":${iat},"iss":${JSON.stringify(issuer)},${carried}` +
    `"nbf":${iat},"rev":${revision},"st":"${status}","sub":${JSON.stringify(id)},"ver":${JSON.stringify(version)}}`
  );
}
