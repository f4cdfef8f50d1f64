import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { DomainError } from '../../common/domain-error.js';
import { MCP_PATH } from '../../common/json-rpc/mcp-path.js';
import { isHealth } from '../routes.js';
import { plainAddress } from './client-address.js';
import { hostName, OwnNames } from './own-names.service.js';
import { PageOrigins } from './page-origins.service.js';
import { hostOfTarget } from './request-target.js';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses what a page of a foreign site makes a browser send, before anything is read or looked up. */
@Injectable()
export class RequestCheck {
  constructor(
    private readonly names: OwnNames,
    private readonly origins: PageOrigins,
  ) {}

  /**
   * @throws MALFORMED_REQUEST without one well-formed host, MISDIRECTED_REQUEST for the host of something else
   * (DNS rebinding), CROSS_SITE_REFUSED for what a page of another site may not do
   */
  check(request: Request): void {
    const target = hostOfTarget(request.url, request.method);
    this.checkHost(request);
    if (target !== undefined) this.checkName(target);
    this.checkPage(request);
  }

  private checkHost(request: Request): void {
    const { host } = request.headers;
    if (countHosts(request.rawHeaders) !== 1) {
      // Simple health checks of load balancers speak HTTP/1.0.
      const isOld = request.httpVersion === '1.0' && host === undefined;
      if (isOld && isHealth(request.path)) return;
      throw new DomainError('MALFORMED_REQUEST', 'A request has exactly one Host header.');
    }
    if (isHealth(request.path) && isOwnAddress(host ?? '', request)) return;
    this.checkName(host ?? '');
  }

  private checkName(host: string): void {
    const verdict = this.names.verdict(host);
    if (verdict === 'own') return;
    throw verdict === 'malformed'
      ? new DomainError('MALFORMED_REQUEST', 'The Host header is malformed.')
      : new DomainError('MISDIRECTED_REQUEST', 'The Host header names none of ALLOWED_HOSTS.');
  }

  /** Like Go's `http.CrossOriginProtection`, except that allowed origins may only read, and send to the MCP endpoint. */
  private checkPage({ method, path, headers }: Request): void {
    const { origin, host, 'sec-fetch-site': site } = headers;
    if (origin === undefined && site === undefined) return;
    const asks = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
    if (origin !== undefined && (path === MCP_PATH || asks)) {
      if (this.origins.isOwn(origin, host) || this.origins.allows(origin)) return;
      throw refused('The Origin header names none of ALLOWED_ORIGINS.');
    }
    if (SAFE_METHODS.has(method)) return;
    if (site !== undefined) {
      if (site === 'same-origin' || site === 'none') return;
    } else if (origin === undefined || this.origins.isOwn(origin, host)) return;
    throw refused('Only pages of the directory itself may change anything.');
  }
}

/** Node keeps the first of several without an error. */
function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 4 && (name === 'Host' || name.toLowerCase() === 'host')) hosts += 1;
  }
  return hosts;
}

/** Whether a `Host` is the address that the connection came to: kubelets ask so, and no page has a name there. */
function isOwnAddress(host: string, { socket }: Request): boolean {
  const name = hostName(host)?.replace(/^\[|\]$/g, '') ?? '';
  return isIP(name) !== 0 && name === plainAddress(socket.localAddress ?? '');
}

function refused(detail: string): DomainError {
  return new DomainError('CROSS_SITE_REFUSED', detail);
}
