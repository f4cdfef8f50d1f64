import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { p256 } from '@noble/curves/nist.js';
import { TargetServer, type SeenRequest } from './target-server.js';

/** How a KMS may fail. */
export type KmsFault =
  | 'none'
  | 'throttling'
  | 'hanging'
  | 'wrong key'
  | 'garbage'
  | 'another shape'
  | 'forbidden'
  | 'gone';

export type KmsAlgorithm = 'EdDSA' | 'ES256';

const newKey = (alg: KmsAlgorithm): KeyObject =>
  alg === 'EdDSA'
    ? generateKeyPairSync('ed25519').privateKey
    : generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** Keys in a process of their own, as a KMS has them, which can be made to fail. */
abstract class KmsStub {
  fault: KmsFault = 'none';
  /** Signatures that were made. */
  signatures = 0;
  protected keys: KeyObject[];
  private readonly stranger: KeyObject;
  private hanging: ServerResponse[] = [];

  protected constructor(
    protected readonly alg: KmsAlgorithm,
    protected server: TargetServer,
  ) {
    this.keys = [newKey(alg)];
    this.stranger = newKey(alg);
    server.respond = (request, response) => {
      this.take(request, response);
    };
  }

  get url(): string {
    return this.server.url('');
  }

  /** What it was asked, oldest first. */
  get requests(): readonly SeenRequest[] {
    return this.server.requests;
  }

  /** Answers whoever still waits. */
  release(): void {
    for (const response of this.hanging) response.destroy();
    this.hanging = [];
  }

  async stop(): Promise<void> {
    this.release();
    await this.server.stop();
  }

  protected abstract answer(request: SeenRequest, response: ServerResponse): void;
  protected abstract refuse(status: number, name: string, response: ServerResponse): void;

  protected sign(key: KeyObject, data: Buffer, isDer: boolean): Buffer {
    this.signatures += 1;
    const signer = this.fault === 'wrong key' ? this.stranger : key;
    if (this.alg === 'EdDSA') return sign(null, data, signer);
    return sign('sha256', data, { key: signer, dsaEncoding: isDer ? 'der' : 'ieee-p1363' });
  }

  protected add(): void {
    this.keys.push(newKey(this.alg));
  }

  private take(request: SeenRequest, response: ServerResponse): void {
    switch (this.fault) {
      case 'throttling':
        this.refuse(400, 'ThrottlingException', response);
        return;
      case 'forbidden':
        this.refuse(403, 'AccessDeniedException', response);
        return;
      case 'hanging':
        this.hanging.push(response);
        return;
      case 'garbage':
        response.end('<html>');
        return;
      case 'another shape':
        response.end('{"data":{"signature":7,"keys":[]},"Signature":"AAAA"}');
        return;
      case 'gone':
        response.destroy();
        return;
      case 'none':
      case 'wrong key':
        this.answer(request, response);
    }
  }
}

const MOST_RAW_BYTES = 4_096;
const ARN = 'arn:aws:kms:eu-central-1:000000000000:key/stub-';

/** The two calls of AWS KMS that signing needs (AWS JSON 1.1). */
export class AwsKmsStub extends KmsStub {
  static async start(alg: KmsAlgorithm): Promise<AwsKmsStub> {
    return new AwsKmsStub(alg, await TargetServer.start(() => undefined));
  }

  /** The alias leads to a new key from now on. */
  moveAlias(): void {
    this.add();
  }

  protected answer({ headers, body }: SeenRequest, response: ServerResponse): void {
    const input = JSON.parse(body) as {
      KeyId: string;
      Message: string;
      MessageType: string;
      SigningAlgorithm: string;
    };
    const index = input.KeyId.startsWith(ARN)
      ? Number(input.KeyId.slice(ARN.length))
      : this.keys.length - 1;
    const key = this.keys[index];
    if (key === undefined) {
      this.refuse(400, 'NotFoundException', response);
      return;
    }
    const answer =
      headers['x-amz-target'] === 'TrentService.Sign'
        ? this.signed(key, input)
        : { PublicKey: publicDer(key).toString('base64'), KeyId: `${ARN}${index}` };
    if (answer === undefined) this.refuse(400, 'ValidationException', response);
    else {
      response.setHeader('Content-Type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify(answer));
    }
  }

  protected refuse(status: number, name: string, response: ServerResponse): void {
    response.statusCode = status;
    response.setHeader('Content-Type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ __type: name, message: 'a message with s3cret details' }));
  }

  private signed(
    key: KeyObject,
    input: { Message: string; MessageType: string; SigningAlgorithm: string },
  ): object | undefined {
    const message = Buffer.from(input.Message, 'base64');
    if (this.alg === 'EdDSA') {
      const isRight = input.MessageType === 'RAW' && input.SigningAlgorithm === 'ED25519_SHA_512';
      if (!isRight || message.length > MOST_RAW_BYTES) return undefined;
      return { Signature: this.sign(key, message, true).toString('base64') };
    }
    const isRight = input.MessageType === 'DIGEST' && input.SigningAlgorithm === 'ECDSA_SHA_256';
    if (!isRight || message.length !== 32) return undefined;
    this.signatures += 1;
    const signer = this.fault === 'wrong key' ? newKey('ES256') : key;
    // node:crypto would hash once more.
    const secret = Buffer.from(signer.export({ format: 'jwk' }).d ?? '', 'base64url');
    const signature = p256.sign(message, secret, { prehash: false, format: 'der', lowS: false });
    return { Signature: Buffer.from(signature).toString('base64') };
  }
}

/** The transit engine of HashiCorp Vault, with one key. */
export class VaultStub extends KmsStub {
  static readonly TOKEN = 'hvs.token-of-the-tests';

  static async start(alg: KmsAlgorithm): Promise<VaultStub> {
    return new VaultStub(alg, await TargetServer.start(() => undefined));
  }

  protected answer({ method, path, headers, body }: SeenRequest, response: ServerResponse): void {
    if (headers['x-vault-token'] !== VaultStub.TOKEN) {
      this.refuse(403, 'permission denied', response);
      return;
    }
    switch (`${method} ${path}`) {
      case 'GET /v1/transit/keys/statements':
        response.end(JSON.stringify({ data: this.description() }));
        return;
      case 'POST /v1/transit/keys/statements/rotate':
        this.add();
        response.statusCode = 204;
        response.end();
        return;
      case 'POST /v1/transit/sign/statements':
        response.end(JSON.stringify({ data: { signature: this.signed(body) } }));
        return;
      default:
        this.refuse(404, 'no such path', response);
    }
  }

  protected refuse(status: number, name: string, response: ServerResponse): void {
    response.statusCode = status;
    response.end(JSON.stringify({ errors: [name] }));
  }

  private description(): object {
    const keys = this.keys.map((key, index) => [String(index + 1), { public_key: shown(key) }]);
    return { latest_version: this.keys.length, keys: Object.fromEntries(keys) as object };
  }

  private signed(body: string): string {
    const { input, key_version, marshaling_algorithm } = JSON.parse(body) as {
      input: string;
      key_version: number;
      marshaling_algorithm?: string;
    };
    const key = this.keys[key_version - 1] ?? newKey(this.alg);
    const isJws = marshaling_algorithm === 'jws';
    const signature = this.sign(key, Buffer.from(input, 'base64'), !isJws);
    return `vault:v${key_version}:${signature.toString(isJws ? 'base64url' : 'base64')}`;
  }
}

function publicDer(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: 'der', type: 'spki' });
}

function shown(key: KeyObject): string {
  const publicKey = createPublicKey(key);
  if (publicKey.asymmetricKeyType === 'ec') {
    return publicKey.export({ format: 'pem', type: 'spki' }).toString();
  }
  return Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64');
}
