import { createHash, type KeyObject, randomUUID, sign } from 'node:crypto';
import type { PublicKeyJwk } from '../../src/manifest/public-key.js';
import { ED25519_KEY, ED25519_PRIVATE, P256_KEY, P256_PRIVATE } from './member-keys.js';
import type { RawRequest } from './raw-client.js';

/** What a test may say about a signature that a member would not. */
export interface SignatureOptions {
  readonly label?: string;
  /** `Host`. */
  readonly authority: string;
  /** Seconds. */
  readonly created?: number;
  readonly nonce?: string;
  readonly keyid?: string;
  /** What the signature is for; `null` = it does not say so. */
  readonly tag?: string | null;
  /** Parameters behind the usual ones, as `;alg="ed25519"`. */
  readonly more?: string;
  /** All parameters, in place of the usual ones. */
  readonly parameters?: string;
  readonly components?: readonly string[];
  readonly digest?: string;
}

/** A member that signs its requests (RFC 9421), by hand: nothing of the directory's own code is used. */
export class SigningMember {
  private constructor(
    readonly key: PublicKeyJwk,
    private readonly privateKey: KeyObject,
    readonly now: () => number,
  ) {}

  /** `now` tells the time in ms. */
  static ed25519(now: () => number): SigningMember {
    return new SigningMember(ED25519_KEY, ED25519_PRIVATE, now);
  }

  static p256(now: () => number): SigningMember {
    return new SigningMember(P256_KEY, P256_PRIVATE, now);
  }

  /** RFC 7638. */
  get keyid(): string {
    const { kty, crv, x } = this.key;
    const y = this.key.kty === 'EC' ? `,"y":"${this.key.y}"` : '';
    const members = `{"crv":"${crv}","kty":"${kty}","x":"${x}"${y}}`;
    return createHash('sha256').update(members).digest('base64url');
  }

  /** The request with its signature, beside those that it has. */
  sign(request: RawRequest, options: SignatureOptions): RawRequest {
    const { label = 'sig', authority } = options;
    const values = new Map<string, string>([
      ['@method', request.method],
      ['@authority', authority],
      ['@path', request.path],
    ]);
    const headers = new Map(
      Object.entries(request.headers ?? {}).map(([name, value]) => [
        name.toLowerCase(),
        String(value),
      ]),
    );
    headers.set('host', authority);
    if (request.body !== undefined) {
      const digest = options.digest ?? sha256(request.body);
      headers.set('content-digest', digest);
      headers.set('content-type', 'application/json');
      values.set('content-digest', digest);
    }
    const components = options.components ?? [...values.keys()];
    const names = components.map((name) => `"${name}"`).join(' ');
    const parameters = `(${names})${options.parameters ?? this.parameters(options)}`;
    const base = [
      ...components.map((name) => `"${name}": ${values.get(name) ?? headers.get(name) ?? ''}`),
      `"@signature-params": ${parameters}`,
    ].join('\n');
    add(headers, 'signature-input', `${label}=${parameters}`);
    add(headers, 'signature', `${label}=:${this.signText(base)}:`);
    return { ...request, headers: Object.fromEntries(headers) };
  }

  private parameters(options: SignatureOptions): string {
    const { created = Math.floor(this.now() / 1_000), nonce = randomUUID(), more = '' } = options;
    const { keyid = this.keyid, tag = 'omega-directory' } = options;
    const purpose = tag === null ? '' : `;tag="${tag}"`;
    return `;created=${created};nonce="${nonce}";keyid="${keyid}"${purpose}${more}`;
  }

  private signText(text: string): string {
    const key = { key: this.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    const algorithm = this.key.kty === 'OKP' ? null : 'sha256';
    return sign(algorithm, Buffer.from(text), key).toString('base64');
  }
}

/** `Content-Digest` of a body, RFC 9530. */
export function sha256(body: string | Uint8Array): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

function add(headers: Map<string, string>, name: string, value: string): void {
  const before = headers.get(name);
  headers.set(name, before === undefined ? value : `${before}, ${value}`);
}
