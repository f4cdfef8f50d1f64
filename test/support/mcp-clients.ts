import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { ToldChanges } from './told-changes.js';

const INFO = { name: 'test', version: '1.0.0' };

/** The TypeScript client of revision 2026-07-28, connected; it takes no other. */
export async function modernClient(url: string): Promise<Client> {
  const client = new Client(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return client;
}

/** The TypeScript client of the revisions before, connected; with `told` its stream is open, too. */
export async function legacyClient(url: string, told?: ToldChanges): Promise<LegacyClient> {
  const client = new LegacyClient(INFO);
  if (told !== undefined) {
    client.setNotificationHandler(ResourceListChangedNotificationSchema, () => {
      told.add('list');
    });
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
      told.add(params.uri);
    });
  }
  await client.connect(new LegacyTransport(new URL(url)));
  return client;
}
