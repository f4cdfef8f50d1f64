import { request } from 'undici';
import { parseJson } from '../../common/parse-json.js';
import type { VaultConfig } from '../../config/app-config.js';
import { KmsAnswer } from '../kms/kms-answer.js';

/** Asks the transit engine of HashiCorp Vault, https://developer.hashicorp.com/vault/api-docs/secret/transit. */
export class VaultClient {
  constructor(private readonly config: VaultConfig) {}

  /** The `data` of the answer. @throws KmsAnswer when there is none */
  async ask(
    method: 'GET' | 'POST',
    path: string,
    signal: AbortSignal,
    body?: object,
  ): Promise<unknown> {
    const { address = '', transitMount, token = '', namespace } = this.config;
    const url = `${address.replace(/\/+$/, '')}/v1/${transitMount}/${path}`;
    const answer = await request(url, {
      method,
      signal,
      headers: {
        'X-Vault-Request': 'true',
        'X-Vault-Token': token,
        ...(namespace !== undefined && { 'X-Vault-Namespace': namespace }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new KmsAnswer(`it answered ${answer.statusCode}`);
    if (text === '') return undefined;
    try {
      return (parseJson(text) as { data?: unknown }).data;
    } catch {
      throw new KmsAnswer('what it answered is no JSON');
    }
  }
}
