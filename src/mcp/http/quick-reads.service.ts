import { Injectable } from '@nestjs/common';
import { SERVER_INFO_META_KEY } from '@modelcontextprotocol/server';
import type { Request, Response } from 'express';
import { AppConfig } from '../../config/app-config.js';
import { Answers } from '../../limits/answers/answers.service.js';
import { ResourceReader } from '../resources/resource-reader.service.js';
import { serverInfo } from '../server-info.js';
import { plainRead } from './plain-read.js';

/**
 * Answers plain reads of resources with the bytes that the SDK would send: its server, transport and web messages, made
 * for each request, take nine times as long as the same read over HTTP.
 */
@Injectable()
export class QuickReads {
  private readonly meta: string;

  constructor(
    { version }: AppConfig,
    private readonly reader: ResourceReader,
    private readonly answers: Answers,
  ) {
    this.meta = JSON.stringify({ [SERVER_INFO_META_KEY]: serverInfo(version) });
  }

  /**
   * `false` = it is not a plain read of a resource that is there: nothing was answered.
   * @throws QUOTA_EXCEEDED, OVERLOADED when too many bytes wait for their readers
   */
  async answer(request: Request, response: Response, body: unknown): Promise<boolean> {
    const read = plainRead(request, body);
    if (read === undefined) return false;
    const { id, uri } = read;
    const resource = await this.find(uri);
    if (resource === undefined) return false;
    const head = Buffer.from(
      `{"result":{"contents":[{"uri":${JSON.stringify(uri)},"mimeType":"application/json","text":`,
    );
    const rest = Buffer.from(
      `}],"ttlMs":${resource.ttlMs},"cacheScope":"public","resultType":"complete","_meta":${this.meta}},"jsonrpc":"2.0","id":${JSON.stringify(id)}}`,
    );
    const length = head.length + resource.quoted.length + rest.length;
    this.answers.sendWith(request, response, length, () => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': length });
      // In one packet, and without a copy of what may be long.
      response.cork();
      response.write(head);
      response.write(resource.quoted);
      response.end(rest);
    });
    return true;
  }

  /** What fails here fails again for the SDK, which says so. */
  private async find(uri: string): ReturnType<ResourceReader['read']> {
    return this.reader.read(uri).catch(() => undefined);
  }
}
