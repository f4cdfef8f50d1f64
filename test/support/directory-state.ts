import { MY_ANALYZER } from './example-manifest.js';
import type { RawClient } from './raw-client.js';
import { DIRECTORY } from './test-app.js';

/** All that readers can see of a directory that holds the example server. */
export async function visibleState(client: RawClient): Promise<unknown> {
  const [listing, status, history] = await Promise.all([
    client.get(`${DIRECTORY}/servers?status=healthy,degraded,draining,stale,offline,unknown`),
    client.get('/servers/status'),
    client.get(`/servers/${MY_ANALYZER.id}/history`),
  ]);
  const { servers, tags, tools, leases } = status.json as Record<string, unknown>;
  return { listing: listing.json, servers, tags, tools, leases, history: history.json };
}
