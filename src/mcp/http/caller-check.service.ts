import { Injectable } from '@nestjs/common';
import { validateHostHeader, validateOriginHeader } from '@modelcontextprotocol/server';
import type { Request } from 'express';
import { AppConfig } from '../../config/app-config.js';
import { SERVER_ERROR, type RpcFault } from './rpc-fault.js';

/** A name or address, with or without a port. URL parsers would take a whole URL's rest for a part of the host. */
const AUTHORITY = /^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/;

/** Refuses what a page of a foreign site makes a browser send (DNS rebinding): by the names in Host and Origin. */
@Injectable()
export class CallerCheck {
  private readonly hosts: string[];
  private readonly origins: string[];

  constructor({ allowedHosts, allowedOrigins }: AppConfig) {
    this.hosts = [...allowedHosts];
    this.origins = [...allowedOrigins];
  }

  faultOf({ headers }: Request): RpcFault | undefined {
    if (!this.isOwnHost(headers.host)) {
      return forbidden('The Host header names none of ALLOWED_HOSTS.');
    }
    const { origins } = this;
    if (!origins.includes('*') && !validateOriginHeader(headers.origin, origins).ok) {
      return forbidden('The Origin header names none of ALLOWED_ORIGINS.');
    }
    return undefined;
  }

  /** Whether a Host header is a name of the directory. */
  isOwnHost(host: string | undefined): boolean {
    if (host === undefined || !AUTHORITY.test(host)) return false;
    if (this.hosts.includes('*')) return URL.canParse(`http://${host}`);
    return validateHostHeader(host, this.hosts).ok;
  }
}

function forbidden(message: string): RpcFault {
  return { status: 403, code: SERVER_ERROR, message };
}
