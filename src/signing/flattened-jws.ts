/** A JSON Web Signature in the flattened JSON serialization, RFC 7515, section 7.2.2; all members base64url. */
export interface FlattenedJws {
  readonly payload: string;
  readonly protected: string;
  readonly signature: string;
}

/** What is signed, as its `typ` says. */
export type StatementType = 'mcp-manifest+jws' | 'mcp-snapshot+jws';

/** Base64url of a text in UTF-8. */
export function base64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}
