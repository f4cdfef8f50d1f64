/**
 * Milliseconds after which a server that was good and is not any more is looked at again: after its first failure, after
 * its second one. One more failure is believed.
 */
const AGAIN_MS: readonly number[] = [3_000, 6_000];

/** Failures that are closer together than this are one: many may ask at once what is down for a moment. */
const APART_MS = 1_000;

/** Some 150 bytes each; how many servers fail at once is for others to say. */
const MOST_KEPT = 100_000;

interface Doubt {
  /** The digest of the manifest that was probed. */
  readonly digest: string;
  readonly failures: number;
  /** When the last one of them was seen (monotonic ms). */
  readonly at: number;
}

/** Failures in a row of servers that are stored as good: one may be a restart or an accident, three are not. */
export class Doubts {
  private readonly open = new Map<string, Doubt>();

  constructor(private readonly mostKept = MOST_KEPT) {}

  /** Takes in that a good server failed; `true` = often enough to be believed. */
  isBelieved(name: string, digest: string, now: number): boolean {
    const known = this.of(name, digest);
    const isSame = known !== undefined && now - known.at < APART_MS;
    const failures = (known?.failures ?? 0) + (isSame ? 0 : 1);
    this.open.delete(name);
    this.open.set(name, { digest, failures, at: isSame ? known.at : now });
    const [oldest = name] = this.open.keys();
    if (this.open.size > this.mostKept) this.open.delete(oldest);
    return failures > AGAIN_MS.length;
  }

  /** In how many milliseconds a server is to be looked at again because of its last failure; `undefined` = as usual. */
  againInMs(name: string, digest: string): number | undefined {
    const { failures = 0 } = this.of(name, digest) ?? {};
    return AGAIN_MS[failures - 1];
  }

  /** It is good after all, or stored as it was found. */
  settle(name: string): void {
    this.open.delete(name);
  }

  private of(name: string, digest: string): Doubt | undefined {
    const doubt = this.open.get(name);
    return doubt?.digest === digest ? doubt : undefined;
  }
}
