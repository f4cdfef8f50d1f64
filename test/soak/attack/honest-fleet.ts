import { setTimeout as pause } from 'node:timers/promises';
import { manifest } from '../../support/example-manifest.js';
import { Tally } from '../../faults/support/tally.js';
import { AddressedClient } from './addressed-client.js';

const MEMBERS = 200;
const READERS = 50;
const INTERVAL_S = 5;
const HOSTS = 20;
const READ_EVERY_MS = 1_000;
const LIST = '/mcp/resources/omega/directory/servers';

/** How long requests took and what went wrong. */
export type Phase = 'quiet' | 'attack';

/**
 * Members that beat and readers that read, each from an address of an office or a cluster. Everything that they send must be
 * answered well: a refusal is a violation.
 */
export class HonestFleet {
  readonly tally = new Tally();
  phase: Phase = 'quiet';
  private readonly stop = new AbortController();
  private readonly client: AddressedClient;

  constructor(url: string) {
    this.client = new AddressedClient(url, 96);
  }

  async register(): Promise<void> {
    for (let at = 0; at < MEMBERS; at += 1) {
      const body = manifest(idOf(at), {
        description: `An honest member, number ${at}, that answers about weather and tides`,
        tags: ['honest', `group-${at % 10}`],
        heartbeat_interval_seconds: INTERVAL_S,
      });
      const { status } = await this.client.post(addressOf(at), '/servers/register', body);
      if (status !== 201) throw new Error(`${idOf(at)} was not registered: ${status}`);
    }
  }

  /** Resolves after {@link end}. */
  async run(): Promise<void> {
    await Promise.all([
      ...Array.from({ length: MEMBERS }, (_, at) => this.beat(at)),
      ...Array.from({ length: READERS }, (_, at) => this.read(at)),
    ]);
  }

  end(): void {
    this.stop.abort();
  }

  /** What the directory has noted about its members' liveness: nothing, unless a lease was lost. */
  async lostLeases(): Promise<string[]> {
    const lost: string[] = [];
    for (let at = 0; at < MEMBERS; at += 1) {
      const { text } = await this.client.get(addressOf(at), `/servers/${idOf(at)}/history`);
      const { history } = JSON.parse(text) as { readonly history: readonly { why: string }[] };
      for (const { why } of history) if (why !== 'registered') lost.push(`${idOf(at)}: ${why}`);
    }
    return lost;
  }

  close(): void {
    this.client.close();
  }

  private async beat(at: number): Promise<void> {
    await this.rest(Math.random() * INTERVAL_S * 1_000);
    while (!this.stop.signal.aborted) {
      await this.measure('heartbeats', 200, () =>
        this.client.post(addressOf(at), '/servers/heartbeat', { id: idOf(at) }),
      );
      await this.rest(INTERVAL_S * 1_000 * (1 - Math.random() / 10));
    }
  }

  private async read(at: number): Promise<void> {
    const address = addressOf(at);
    await this.rest(Math.random() * READ_EVERY_MS);
    for (let turn = at; !this.stop.signal.aborted; turn += 1) {
      const path = READS[turn % READS.length]?.(turn) ?? LIST;
      await this.measure('reads', 200, () => this.client.get(address, path));
      await this.rest(READ_EVERY_MS);
    }
  }

  private async measure(
    kind: string,
    expected: number,
    send: () => ReturnType<AddressedClient['get']>,
  ): Promise<void> {
    const { phase } = this;
    try {
      const { status, ms, text } = await send();
      this.tally.add(`${phase} ${kind}`, String(status), ms);
      this.tally.add(phase, String(status), ms);
      if (status !== expected) this.tally.violation(`${kind}: ${status} ${text.slice(0, 200)}`);
    } catch (error) {
      this.tally.violation(`${kind}: ${String(error)}`);
    }
  }

  private rest(ms: number): Promise<void> {
    return pause(ms, undefined, { signal: this.stop.signal }).catch(() => undefined);
  }
}

const READS: readonly ((turn: number) => string)[] = [
  () => `${LIST}?tag=honest&limit=20`,
  (turn) => `${LIST}/${idOf(turn % MEMBERS)}`,
  () => '/mcp/resources/omega/directory/search?q=weather&limit=10',
  (turn) => `${LIST}?tag=group-${turn % 10}&limit=20`,
];

function idOf(at: number): string {
  return `honest-${at}`;
}

function addressOf(at: number): string {
  return `198.51.100.${1 + (at % HOSTS)}`;
}
