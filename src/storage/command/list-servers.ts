import { plain, print } from './print.js';
import type { StoredServer } from './stored-servers.js';

const STATUS_WIDTH = 9;
const SIZE_WIDTH = 8;
const TIME_WIDTH = 24;
const CLIENT_WIDTH = 18;

interface Options {
  readonly largest: number | undefined;
  readonly json: boolean;
}

/** Prints a line for each server; of all servers no more are kept than are to be printed. */
export async function listServers(
  servers: AsyncIterable<StoredServer>,
  { largest, json }: Options,
  out: NodeJS.WritableStream,
): Promise<void> {
  const line = json ? jsonLine : textLine;
  if (largest === undefined) {
    for await (const server of servers) await print(out, line(server));
    return;
  }
  for (const server of await largestOf(servers, largest)) await print(out, line(server));
}

async function largestOf(
  servers: AsyncIterable<StoredServer>,
  most: number,
): Promise<readonly StoredServer[]> {
  let kept: StoredServer[] = [];
  const keep = (): StoredServer[] => kept.toSorted((a, b) => b.size - a.size).slice(0, most);
  for await (const server of servers) {
    kept.push({ ...server, manifest: '' });
    if (kept.length >= most * 2) kept = keep();
  }
  return keep();
}

function textLine({ status, size, changedAt, client, id, tenant, damage }: StoredServer): string {
  const name = tenant === 'default' ? id : `${tenant}:${id}`;
  return [
    status.padEnd(STATUS_WIDTH),
    String(size).padStart(SIZE_WIDTH),
    timeText(changedAt).padEnd(TIME_WIDTH),
    plain(client === '' ? '-' : client).padEnd(CLIENT_WIDTH),
    plain(damage === null ? name : `${name}  (${damage})`),
  ].join('  ');
}

function jsonLine({
  tenant,
  id,
  status,
  size,
  client,
  changedAt,
  held,
  damage,
}: StoredServer): string {
  const changed_at = changedAt === null ? null : timeText(changedAt);
  return JSON.stringify({ tenant, id, status, size, client, changed_at, held, damage });
}

function timeText(at: number | null): string {
  return at === null ? '-' : new Date(at).toISOString();
}
