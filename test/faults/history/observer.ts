import { setTimeout as pause } from 'node:timers/promises';
import { DIRECTORY } from '../../support/test-app.js';
import type { FlattenedJws } from '../../../src/signing/flattened-jws.js';
import type { StatementClaims } from '../../support/statement-reader.js';
import type { Entry } from '../support/entry.js';
import type { HttpClient } from '../support/http-client.js';
import type { Tally } from '../support/tally.js';
import type { Recording, Shown } from './recording.js';

const ALL = 'status=healthy,degraded,draining,stale,offline,disabled,unknown&limit=500';
const PAUSE_MS = 400;

interface SignedEntry extends Entry {
  readonly directory: Entry['directory'] & { readonly jws?: FlattenedJws };
}

/** Reads one replica again and again, past what the members' connections meet, and records what it shows. */
export class Observer {
  private readonly known = new Map<string, Shown>();

  constructor(
    private readonly replica: { readonly name: string; readonly url: string },
    private readonly ids: readonly string[],
    private readonly client: HttpClient,
    private readonly tally: Tally,
    private readonly recording: Recording,
  ) {}

  async run(stop: AbortSignal): Promise<void> {
    for (let turn = 0; !stop.aborted; turn += 1) {
      // A replica that is away does not answer.
      await this.read(turn).catch(() => undefined);
      await pause(PAUSE_MS * (0.5 + Math.random()));
    }
  }

  private async read(turn: number): Promise<void> {
    const asked = turn % 2 === 0 ? null : (this.ids[turn % this.ids.length] ?? null);
    const path = asked === null ? `servers?${ALL}` : `servers/${asked}`;
    const sentAt = performance.now();
    const answer = await this.client.get(`${this.replica.url}${DIRECTORY}/${path}`);
    const answeredAt = performance.now();
    this.tally.add('reads', String(answer.status), answer.ms);
    if (answer.status !== 200 && (asked === null || answer.status !== 404)) return;
    const shown = new Map<string, Shown>();
    if (answer.status === 200) {
      const body = JSON.parse(answer.text) as SignedEntry | { servers: SignedEntry[] };
      const entries = 'servers' in body ? body.servers : [body];
      for (const entry of entries) shown.set(entry.id, this.shownAs(entry));
    }
    const wallMs = Date.now();
    const { name } = this.replica;
    this.recording.reads.push({ replica: name, sentAt, answeredAt, wallMs, asked, shown });
  }

  /** One object for all reads that show the same. */
  private shownAs({ id, status, directory }: SignedEntry): Shown {
    const { digest, revision, jws } = directory;
    const name = [id, digest, revision, status, jws?.payload, jws?.signature].join();
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const claims = jws && (JSON.parse(decoded(jws.payload)) as StatementClaims);
    const shown = { id, state: digest, revision, status, jws, claims };
    this.known.set(name, shown);
    return shown;
  }
}

function decoded(payload: string): string {
  return Buffer.from(payload, 'base64url').toString('utf8');
}
