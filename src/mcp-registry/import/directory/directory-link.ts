import { failureWords } from '../../../common/failure-words.js';
import { fetchPatiently, type TextAnswer } from '../fetch-patiently.js';
import { ImportError } from '../import-error.js';
import { problemWords } from './batch-result.js';

/** The way to the directory, and what is said when something is wrong with it. */
export class DirectoryLink {
  /** @param url - the directory's base URL, without a slash at its end */
  constructor(
    private readonly url: string,
    private readonly wait: (ms: number) => Promise<unknown>,
  ) {}

  /**
   * Sends a request, again a few times while the directory asks for patience.
   * @throws ImportError when the directory cannot be reached.
   */
  async ask(
    path: string,
    init: Omit<RequestInit, 'signal' | 'redirect'> = {},
  ): Promise<TextAnswer> {
    const headers = { accept: 'application/json', ...(init.headers as Record<string, string>) };
    // A redirected POST would arrive as a GET.
    const request = { ...init, headers, redirect: 'manual' } as const;
    return fetchPatiently(`${this.url}${path}`, request, this.wait).catch((error: unknown) => {
      throw new ImportError(
        `The directory at ${this.url} cannot be reached (${failureWords(error)}). ` +
          'Start it with "npm start", or set DIRECTORY_URL to where it runs.',
      );
    });
  }

  /** The error for an answer that is none of the expected ones. */
  unexpected({ status, text }: TextAnswer): ImportError {
    if (status >= 400 && status !== 404) {
      return this.failed(`answers ${status}`, problemWords(text));
    }
    return new ImportError(
      `What answers at ${this.url} is not this directory (status ${status}: ${problemWords(text)}). ` +
        'Set DIRECTORY_URL to where it runs.',
    );
  }

  /** The error for a directory that cannot do its work. */
  failed(what: string, reason = 'no reason given'): ImportError {
    return new ImportError(
      `The directory at ${this.url} ${what} (${reason}). ` +
        'Look at its log and at GET /health, then run the import again.',
    );
  }

  /** Pauses before something is tried again. */
  async pause(ms: number): Promise<void> {
    await this.wait(ms);
  }
}
