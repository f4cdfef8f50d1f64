import type { Problem } from '../../src/common/problem.js';
import { type RawAnswer, RawClient, type RawRequest } from './raw-client.js';
import { type SignatureOptions, SigningMember } from './signing-member.js';
import { startTestApp, type TestApp } from './test-app.js';

/** A directory over HTTP, with two members that can sign. */
export class SignedDirectory {
  readonly client: RawClient;
  readonly authority: string;
  readonly ed25519: SigningMember;
  readonly p256: SigningMember;

  private constructor(readonly directory: TestApp) {
    this.client = new RawClient(directory);
    this.authority = `127.0.0.1:${this.client.port}`;
    const now = (): number => directory.clock.now();
    this.ed25519 = SigningMember.ed25519(now);
    this.p256 = SigningMember.p256(now);
  }

  /** Its own names are loopback's, and that of the known answers. */
  static async start(settings: Record<string, string> = {}): Promise<SignedDirectory> {
    // Names of the test vectors, too.
    const env = {
      ALLOWED_HOSTS: 'localhost,127.0.0.1,directory.example,example.com',
      ...settings,
    };
    return new SignedDirectory(await startTestApp({ env, listen: true }));
  }

  /** A request as one of the members sends it. */
  request(method: string, path: string, body?: object): RawRequest {
    return {
      method,
      path,
      ...(body !== undefined && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    };
  }

  /** Signs a request and sends it. */
  async send(
    member: SigningMember,
    request: RawRequest,
    options: Partial<SignatureOptions> = {},
  ): Promise<RawAnswer> {
    return this.client.send(member.sign(request, { authority: this.authority, ...options }));
  }

  async register(
    member: SigningMember,
    manifest: object,
    options: Partial<SignatureOptions> = {},
  ): Promise<RawAnswer> {
    return this.send(member, this.request('POST', '/servers/register', manifest), options);
  }

  async beat(
    member: SigningMember,
    id: string,
    options: Partial<SignatureOptions> = {},
  ): Promise<RawAnswer> {
    return this.send(member, this.request('POST', '/servers/heartbeat', { id }), options);
  }

  async history(id: string): Promise<string[]> {
    const { json } = await this.client.get(`/servers/${id}/history`);
    const { history } = json as { history: { what: string; why: string; note?: string }[] };
    return history.map(({ what, why, note = '-' }) => `${what} ${why} ${note}`);
  }

  async end(): Promise<void> {
    this.client.close();
    await this.directory.end();
  }
}

/** Status, code and detail of a refusal; the status alone of anything else. */
export function verdict({ status, json }: RawAnswer): string {
  const { code, detail } = json as Partial<Problem>;
  return code === undefined ? String(status) : `${status} ${code} ${detail ?? ''}`;
}
