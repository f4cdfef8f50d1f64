import { createPublicKey, verify } from 'node:crypto';
import { SIGNATURE_TAG, SIGNED_COMPONENTS } from '../common/http/signature-challenge.js';
import type { PublicKeyJwk } from '../manifest/public-key.js';
import { assertContentDigest } from './content-digest.js';
import { assertOwnAuthority, type OwnNames } from './own-authorities.js';
import { componentNames, signatureBase } from './signature-base.js';
import { SignatureFault } from './signature-fault.js';
import { parameter, type RequestSignature } from './signature-headers.js';
import type { SignedRequest } from './signed-request.js';

/** How far `created` may be from the directory's clock, either way. */
export const CREATED_WITHIN_SECONDS = 60;

const NONCE_LENGTH = 128;

/** What a signature is checked against, beside its request and key. */
export interface SignatureContext {
  /** For which directory it has to be made. */
  readonly names: OwnNames;
  /** Wall time in ms. */
  readonly now: number;
}

/**
 * Checks a signature against a key, all but whether its nonce is new, and returns the nonce.
 * @throws SignatureFault
 */
export function checkSignature(
  request: SignedRequest,
  signature: RequestSignature,
  key: PublicKeyJwk,
  { names, now }: SignatureContext,
): string {
  if (signature.value === undefined) {
    throw new SignatureFault(`the header Signature has no "${signature.label}"`);
  }
  assertCovered(request, componentNames(signature.input));
  assertTag(signature);
  assertOwnAuthority(names, request.headers.host ?? '');
  assertInTime(signature, now / 1_000);
  const nonce = nonceOf(signature);
  assertAlgorithm(signature, key);
  if (!verifies(signatureBase(request, signature.input), key, signature.value)) {
    throw new SignatureFault(
      'it does not verify over the signature base that the directory made of the request',
    );
  }
  // Last: bodies are large, and anybody can name a key.
  if (fieldCovered(signature, 'content-digest')) assertContentDigest(request);
  return nonce;
}

function assertCovered(request: SignedRequest, covered: readonly string[]): void {
  const hasBody = request.body !== undefined;
  if (!hasBody && announcesBody(request)) {
    throw new SignatureFault(`a ${request.method} has no body here`);
  }
  const needed = SIGNED_COMPONENTS.filter((name) => hasBody || name !== 'content-digest');
  const missing = needed.filter((name) => !covered.includes(name)).map((name) => `"${name}"`);
  if (missing.length > 0) throw new SignatureFault(`it does not cover ${missing.join(', ')}`);
}

function announcesBody({ headers }: SignedRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function fieldCovered({ input }: RequestSignature, field: string): boolean {
  return componentNames(input).includes(field);
}

/** A signature that the member makes for other purposes is not valid for a directory. */
function assertTag(signature: RequestSignature): void {
  if (parameter(signature, 'tag') === SIGNATURE_TAG) return;
  throw new SignatureFault(`the parameter tag is not "${SIGNATURE_TAG}"`);
}

function assertInTime(signature: RequestSignature, now: number): void {
  const created = seconds(signature, 'created');
  if (created === undefined) throw new SignatureFault('the parameter created is missing');
  if (Math.abs(now - created) > CREATED_WITHIN_SECONDS) {
    throw new SignatureFault(
      `created is more than ${CREATED_WITHIN_SECONDS} s from the directory's time, ${Math.floor(now)}`,
    );
  }
  const expires = seconds(signature, 'expires');
  if (expires !== undefined && expires < now) throw new SignatureFault('it has expired');
}

function seconds(signature: RequestSignature, name: 'created' | 'expires'): number | undefined {
  const value = parameter(signature, name);
  if (value === undefined || Number.isInteger(value)) return value as number | undefined;
  throw new SignatureFault(`the parameter ${name} is not a whole number`);
}

function nonceOf(signature: RequestSignature): string {
  const nonce = parameter(signature, 'nonce');
  if (nonce === undefined) throw new SignatureFault('the parameter nonce is missing');
  if (typeof nonce === 'string' && nonce.length >= 1 && nonce.length <= NONCE_LENGTH) return nonce;
  throw new SignatureFault(
    `the parameter nonce is not a string of 1 to ${NONCE_LENGTH} characters`,
  );
}

function assertAlgorithm(signature: RequestSignature, { kty }: PublicKeyJwk): void {
  const alg = parameter(signature, 'alg');
  const fitting = kty === 'OKP' ? 'ed25519' : 'ecdsa-p256-sha256';
  if (alg !== undefined && alg !== fitting) {
    throw new SignatureFault(`the parameter alg does not fit the key: it would be "${fitting}"`);
  }
}

function verifies(base: string, jwk: PublicKeyJwk, signature: Buffer): boolean {
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  // Headers are bytes that Node.js reads as latin1.
  const bytes = Buffer.from(base, 'latin1');
  return jwk.kty === 'OKP'
    ? verify(null, bytes, key, signature)
    : verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
}
