import { Resolver } from 'node:dns/promises';
import type { Clock } from '../../common/clock.js';
import { readBounded } from '../../common/read-bounded.js';
import { withDeadline } from '../../common/with-deadline.js';
import type { PublicKeyJwk } from '../../manifest/public-key.js';
import type { Dialler } from '../../outbound/dial/dialler.js';
import { namesKey } from './domain-record.js';

/** What a domain says of a key; `unknown` = it could not be asked. */
export type DomainVerdict = 'named' | 'not named' | 'unknown';

/** All TXT records of a domain, each in one piece. */
export type TxtLookup = (domain: string) => Promise<readonly string[]>;

/** What was found in one of the two places; `null` = it could not be asked. */
type Texts = readonly string[] | null;

/** So many bytes may the file have. */
const MOST_BYTES = 4_096;
const HTTP_MS = 10_000;

/** However many members name the same domain, it is asked once in so long. */
const KEPT_MS = 60_000;
const MOST_KEPT = 1_000;

const ABSENT: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA']);

interface Kept {
  readonly at: number;
  readonly texts: Promise<readonly Texts[]>;
}

/**
 * Asks domains which keys they name: in a TXT record of the domain or in a file under it, in the way of the official
 * registry, so that one proof serves both. Only public addresses are asked, and redirects are not followed.
 */
export class DomainProofs {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly dialler: Dialler,
    private readonly clock: Clock,
    private readonly lookUp: TxtLookup = txtLookup(),
    private readonly urlOf = (domain: string) => `https://${domain}/.well-known/mcp-registry-auth`,
  ) {}

  async check(domain: string, key: PublicKeyJwk): Promise<DomainVerdict> {
    const places = await this.textsOf(domain);
    if (places.some((texts) => texts?.some((text) => namesKey(text, key)) === true)) return 'named';
    return places.includes(null) ? 'unknown' : 'not named';
  }

  /** Whether a domain has been asked just now, so that {@link check} answers from what is known. */
  isKnown(domain: string): boolean {
    const { at } = this.kept.get(domain) ?? {};
    return at !== undefined && this.clock.monotonic() - at < KEPT_MS;
  }

  private textsOf(domain: string): Promise<readonly Texts[]> {
    const now = this.clock.monotonic();
    const known = this.kept.get(domain);
    if (known !== undefined && this.isKnown(domain)) return known.texts;
    const texts = Promise.all([this.txt(domain), this.file(domain)]);
    this.kept.delete(domain);
    this.kept.set(domain, { at: now, texts });
    const [oldest = domain] = this.kept.keys();
    if (this.kept.size > MOST_KEPT) this.kept.delete(oldest);
    return texts;
  }

  private async txt(domain: string): Promise<Texts> {
    try {
      return await this.lookUp(domain);
    } catch (error) {
      return ABSENT.has((error as NodeJS.ErrnoException).code) ? [] : null;
    }
  }

  private async file(domain: string): Promise<Texts> {
    const stop = new AbortController();
    try {
      return await withDeadline(
        this.clock,
        HTTP_MS,
        this.dialler.converse(this.urlOf(domain), async (ask) => {
          const question = { method: 'GET', headers: { accept: 'text/plain' } } as const;
          const { statusCode, body } = await ask(question, stop.signal);
          if (statusCode !== 200) return statusCode < 500 ? [] : null;
          return (await readBounded(body, MOST_BYTES)).split(/\r?\n/);
        }),
      );
    } catch {
      return null;
    } finally {
      stop.abort();
    }
  }
}

/** Asks the DNS, by the system's servers unless others are named. */
export function txtLookup(servers?: readonly string[]): TxtLookup {
  return async (domain) => {
    // A new one each time reads the system's settings again.
    const resolver = new Resolver({ timeout: 2_000, tries: 2 });
    if (servers !== undefined) resolver.setServers(servers);
    return (await resolver.resolveTxt(domain)).map((pieces) => pieces.join(''));
  };
}
