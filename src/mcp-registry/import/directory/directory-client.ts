import type { ManifestDraft } from '../../../manifest/manifest.js';
import { parseBatchAnswer, problemWords, type ItemResult } from './batch-result.js';
import { failureWords } from '../../../common/failure-words.js';
import { fetchPatiently, waitMs } from '../fetch-patiently.js';
import { ImportError } from '../import-error.js';

const TRIES = 5;

/** The directory that servers are registered with. */
export class DirectoryClient {
  /** @param url - the directory's base URL, without a slash at its end */
  constructor(
    private readonly url: string,
    private readonly wait: (ms: number) => Promise<unknown>,
  ) {}

  /**
   * Registers manifests; the results are in their order. What the directory cannot store at the moment is sent
   * again: registering twice does no harm.
   * @throws ImportError when the directory cannot be reached or fails.
   */
  async register(manifests: readonly ManifestDraft[]): Promise<ItemResult[]> {
    const results: ItemResult[] = [];
    let open = [...manifests.keys()];
    for (let tried = 1; ; tried += 1) {
      const sent = open.flatMap((index) => manifests[index] ?? []);
      const answers = await this.post(sent);
      for (const [at, index] of open.entries()) {
        const answer = answers[at];
        if (answer !== undefined) results[index] = answer;
      }
      open = open.filter((index) => results[index]?.status === 503);
      if (open.length === 0) break;
      if (tried === TRIES) {
        const servers = open.length === 1 ? '1 server' : `${open.length} servers`;
        throw this.failed(`could not store ${servers}`, results[open[0] ?? 0]?.reason);
      }
      await this.wait(waitMs(tried));
    }
    const failure = results.find(({ status }) => status >= 500);
    if (failure !== undefined) throw this.failed('failed', failure.reason);
    return results;
  }

  private async post(servers: readonly ManifestDraft[]): Promise<readonly ItemResult[]> {
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ servers }),
      // A redirected POST would arrive as a GET.
      redirect: 'manual',
    } as const;
    const url = `${this.url}/servers/batch/register`;
    const { status, text } = await fetchPatiently(url, request, this.wait).catch(
      (error: unknown) => {
        throw new ImportError(
          `The directory at ${this.url} cannot be reached (${failureWords(error)}). ` +
            'Start it with "npm start", or set DIRECTORY_URL to where it runs.',
        );
      },
    );
    const results = status === 200 ? parseBatchAnswer(text, servers.length) : undefined;
    if (results !== undefined) return results;
    if (status >= 400 && status !== 404) throw this.failed(`answers ${status}`, problemWords(text));
    throw new ImportError(
      `What answers at ${this.url} is not this directory (status ${status}: ${problemWords(text)}). ` +
        'Set DIRECTORY_URL to where it runs.',
    );
  }

  private failed(what: string, reason = 'no reason given'): ImportError {
    return new ImportError(
      `The directory at ${this.url} ${what} (${reason}). ` +
        'Look at its log and at GET /health, then run the import again.',
    );
  }
}
