import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../config/app-config.js';
import { ClientFinder } from './client-finder.service.js';
import { hostName, OwnNames } from './own-names.service.js';

const HTTP_PORT = 80;

/** Where the client of a request reaches the directory: what absolute links begin with. */
@Injectable()
export class BaseUrl {
  /** Headers that it depends on, for `Vary`. */
  readonly vary: string;

  constructor(
    private readonly config: AppConfig,
    private readonly names: OwnNames,
    private readonly clients: ClientFinder,
  ) {
    this.vary = config.publicUrl === undefined ? 'Host, X-Forwarded-Host, X-Forwarded-Proto' : '';
  }

  /**
   * `PUBLIC_URL`, else the name in the checked `Host` with the port that the connection came to. A trusted proxy knows
   * better: scheme, name and port are what it says.
   */
  of(request: IncomingMessage): string {
    if (this.config.publicUrl !== undefined) return this.config.publicUrl;
    const { headers, socket } = request;
    const host = headers.host ?? 'localhost';
    if (this.clients.isProxy(socket)) {
      const forwarded = headers['x-forwarded-host'];
      const named = typeof forwarded === 'string' && this.names.verdict(forwarded) === 'own';
      const url = URL.parse(`${schemeOf(request)}://${named ? forwarded : host}`);
      return url?.origin ?? `http://${host}`;
    }
    const port = socket.localPort ?? this.config.port;
    return `http://${hostName(host) ?? 'localhost'}${port === HTTP_PORT ? '' : `:${port}`}`;
  }
}

/** Of several proxies the first one talks to the client. */
function schemeOf({ headers }: IncomingMessage): string {
  const forwarded = headers['x-forwarded-proto'];
  return typeof forwarded === 'string' && /^https\b/.test(forwarded) ? 'https' : 'http';
}
