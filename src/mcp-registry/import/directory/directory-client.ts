import type { ManifestDraft } from '../../../manifest/manifest.js';
import { STATUSES } from '../../../manifest/status.js';
import { waitMs, type TextAnswer } from '../fetch-patiently.js';
import { isJsonObject, type UncheckedObject } from '../json-object.js';
import { jsonOf, parseBatchAnswer, problemWords, type ItemResult } from './batch-result.js';
import { DirectoryLink } from './directory-link.js';
import { standingOf, type Standing } from './standing.js';

const TRIES = 5;
const READ = '/mcp/resources/omega/directory/servers';

/** A manifest, and what must stand under its id for it to be registered: nothing, or the manifest with a digest. */
export type ConditionalManifest = ManifestDraft &
  ({ readonly if_none_match: '*' } | { readonly if_match: string });

/** What became of a removal: `gone` = there was nothing any more; `changed` = something else is registered. */
export type Removal = 'removed' | 'gone' | 'changed' | { readonly reason: string };

/** The directory that servers are registered with. Each method throws an ImportError when it cannot be reached or fails. */
export class DirectoryClient {
  private readonly link: DirectoryLink;

  /** @param url - the directory's base URL, without a slash at its end */
  constructor(url: string, wait: (ms: number) => Promise<unknown>) {
    this.link = new DirectoryLink(url, wait);
  }

  /**
   * Registers manifests; the results are in their order. What the directory cannot store at the moment is sent
   * again: registering twice does no harm.
   */
  async register(manifests: readonly ConditionalManifest[]): Promise<ItemResult[]> {
    const results: ItemResult[] = [];
    let open = [...manifests.keys()];
    for (let tried = 1; ; tried += 1) {
      const answers = await this.post(open.flatMap((index) => manifests[index] ?? []));
      for (const [at, index] of open.entries()) {
        const answer = answers[at];
        if (answer !== undefined) results[index] = answer;
      }
      open = open.filter((index) => results[index]?.status === 503);
      if (open.length === 0) break;
      if (tried === TRIES) {
        const servers = open.length === 1 ? '1 server' : `${open.length} servers`;
        throw this.link.failed(`could not store ${servers}`, results[open[0] ?? 0]?.reason);
      }
      await this.link.pause(waitMs(tried));
    }
    const failure = results.find(({ status }) => status >= 500);
    if (failure !== undefined) throw this.link.failed('failed', failure.reason);
    return results;
  }

  /** What stands under an id. */
  async find(id: string): Promise<Standing> {
    const answer = await this.link.ask(`${READ}/${id}`);
    const body = jsonOf(answer.text);
    const standing = answer.status === 200 ? standingOf(body) : undefined;
    if (standing?.id === id) return standing;
    const code = isJsonObject(body) ? body['code'] : undefined;
    if (code === 'SERVER_NOT_FOUND') return { kind: 'free', id };
    if (code === 'SERVER_LEFT_OUT' || code === 'RECORD_DAMAGED') {
      return { kind: 'unreadable', id, reason: problemWords(answer.text) };
    }
    throw this.link.unexpected(answer);
  }

  /** All servers that carry the tag of imported ones, whatever their status, page by page. */
  async *tagged(): AsyncGenerator<readonly Standing[]> {
    const query = `tag=remote&limit=500&status=${STATUSES.join(',')}`;
    let after: string | undefined;
    do {
      const behind = after === undefined ? '' : `&after=${encodeURIComponent(after)}`;
      const answer = await this.link.ask(`${READ}?${query}${behind}`);
      const { servers, next } = this.pageOf(answer);
      yield servers.flatMap((entry) => standingOf(entry) ?? []);
      if (next !== undefined && (typeof next !== 'string' || next === after)) {
        throw this.link.unexpected(answer);
      }
      after = next;
    } while (after !== undefined);
  }

  /** Removes a server if its manifest still has this digest. */
  async remove(id: string, digest: string): Promise<Removal> {
    const headers = { 'if-match': `"${digest}"` };
    const answer = await this.link.ask(`/servers/${encodeURIComponent(id)}`, {
      method: 'DELETE',
      headers,
    });
    const { status, text } = answer;
    if (status === 200) return 'removed';
    if (status === 412) return 'changed';
    const body = jsonOf(text);
    if (isJsonObject(body) && body['code'] === 'SERVER_NOT_REGISTERED') return 'gone';
    if (status === 401 || status === 403) return { reason: problemWords(text) };
    throw this.link.unexpected(answer);
  }

  private async post(servers: readonly object[]): Promise<readonly ItemResult[]> {
    const answer = await this.link.ask('/servers/batch/register', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ servers }),
    });
    const { status, text } = answer;
    const results = status === 200 ? parseBatchAnswer(text, servers.length) : undefined;
    if (results === undefined) throw this.link.unexpected(answer);
    return results;
  }

  private pageOf(answer: TextAnswer): UncheckedObject & { readonly servers: readonly unknown[] } {
    const page = answer.status === 200 ? jsonOf(answer.text) : undefined;
    if (!isJsonObject(page) || !Array.isArray(page['servers'])) throw this.link.unexpected(answer);
    return { ...page, servers: page['servers'] };
  }
}
