import { randomUUID } from 'node:crypto';
import type { Request } from 'express';

/** What a member's signature has to cover; `content-digest` where there is a body. */
export const SIGNED_COMPONENTS = ['@method', '@authority', '@path', 'content-digest'] as const;

/** What a signature is for: RFC 9421, section 2.3. */
export const SIGNATURE_TAG = 'omega-directory';

/** The headers that say what a signature must be like: RFC 9110, section 11.6.1, and RFC 9421, section 5.1. */
export function signatureChallenge(request: Request): Record<string, string> {
  const names = SIGNED_COMPONENTS.filter(
    (name) => name !== 'content-digest' || request.body !== undefined,
  );
  const components = names.map((name) => `"${name}"`).join(' ');
  return {
    'WWW-Authenticate': 'Signature',
    'Accept-Signature': `sig=(${components});created;nonce="${randomUUID()}";tag="${SIGNATURE_TAG}"`,
  };
}
