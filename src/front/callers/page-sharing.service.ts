import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { MCP_PATH } from '../../common/json-rpc/mcp-path.js';
import { PageOrigins } from './page-origins.service.js';

const READS = 'GET, HEAD';
const MESSAGES = 'POST, GET, DELETE';
const REQUEST_HEADERS =
  'Accept, Authorization, Content-Type, If-None-Match, Last-Event-ID, MCP-Protocol-Version, Mcp-Method, Mcp-Name, ' +
  'Mcp-Session-Id, X-Request-Id';
const RESPONSE_HEADERS =
  'ETag, Last-Modified, Mcp-Session-Id, Retry-After, WWW-Authenticate, X-Request-Id';
const PREFLIGHT_SECONDS = 7_200;

/** Lets pages of allowed origins read answers (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol). */
@Injectable()
export class PageSharing {
  constructor(private readonly origins: PageOrigins) {}

  /**
   * Says in an answer who may read it. `true` = that was all: a browser that only asked whether it may send a request
   * has its answer. Foreign pages that ask have been refused before.
   */
  share({ method, path, headers }: Request, response: Response): boolean {
    const { origin } = headers;
    // A public directory says it without being asked: a cache may hand the answer to a page.
    if (!this.origins.any && (origin === undefined || !this.origins.allows(origin))) return false;
    response.setHeader('Access-Control-Allow-Origin', this.origins.any ? '*' : (origin ?? ''));
    response.setHeader('Access-Control-Expose-Headers', RESPONSE_HEADERS);
    if (method !== 'OPTIONS' || origin === undefined) return false;
    if (headers['access-control-request-method'] === undefined) return false;
    response.writeHead(204, {
      'Access-Control-Allow-Methods': path === MCP_PATH ? MESSAGES : READS,
      'Access-Control-Allow-Headers': REQUEST_HEADERS,
      'Access-Control-Max-Age': PREFLIGHT_SECONDS,
    });
    response.end();
    return true;
  }
}
