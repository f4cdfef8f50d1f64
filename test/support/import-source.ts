import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An entry of a list in the official registry's format. */
export interface ListEntry {
  readonly server: {
    readonly name: string;
    readonly version: string;
    readonly [key: string]: unknown;
  };
  readonly _meta: object;
}

/** An entry that the importer takes. */
export function listEntry(name: string, version = '1.0.0', official: object = {}): ListEntry {
  const remotes = [{ type: 'streamable-http', url: 'https://a.example.com/mcp' }];
  return {
    server: { name, version, description: 'Does something.', remotes },
    _meta: { 'io.modelcontextprotocol.registry/official': official },
  };
}

/** A registry whose list a test sets; pages are answered whole unless `pages` cuts them. */
export class ImportSource {
  entries: readonly unknown[] = [];
  /** Answers all pages behind the first one with this status. */
  failWith: number | undefined;
  /** Entries on a page. */
  pageSize = 1_000;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ImportSource> {
    const server = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://localhost');
      const start = Number(searchParams.get('cursor') ?? 0);
      if (start > 0 && source.failWith !== undefined) response.statusCode = source.failWith;
      const end = start + source.pageSize;
      const metadata = end < source.entries.length ? { next_cursor: String(end) } : {};
      response.end(JSON.stringify({ servers: source.entries.slice(start, end), metadata }));
    });
    const source = new ImportSource(server);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return source;
  }

  /** The URL of the list. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v0.1/servers`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
