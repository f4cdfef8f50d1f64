import { problemWords } from '../directory/batch-result.js';
import { failureWords } from '../../../common/failure-words.js';
import { fetchPatiently } from '../fetch-patiently.js';
import { ImportError } from '../import-error.js';
import { parseListPage } from './list-page.js';
import { printable } from '../../../common/printable.js';

/** Enough for every version of every server of the official registry at 100 a page. */
const MOST_PAGES = 2_000;

/** What reading a list over HTTP needs. */
interface UrlListOptions {
  readonly wait: (ms: number) => Promise<unknown>;
  /** Called after each page. */
  readonly onPage: (pages: number, entries: number) => void;
}

/** Reads a list from a URL, with all its pages; the query that the URL has stays. */
export async function readUrlList(
  source: string,
  { wait, onPage }: UrlListOptions,
): Promise<unknown[]> {
  const entries: unknown[] = [];
  const seen = new Set<string>();
  const url = new URL(source);
  for (let pages = 1; pages <= MOST_PAGES; pages += 1) {
    const { servers, nextCursor } = parseListPage(
      await get(url.href, wait),
      `The answer of ${url.href}`,
    );
    for (const server of servers) entries.push(server);
    onPage(pages, entries.length);
    if (nextCursor === undefined) return entries;
    if (seen.has(nextCursor)) {
      throw new ImportError(
        `${source} never ends: its cursor ${printable(nextCursor)} came twice. ` +
          'Nothing was registered; tell who runs it.',
      );
    }
    seen.add(nextCursor);
    url.searchParams.set('cursor', nextCursor);
  }
  throw new ImportError(
    `${source} has more than ${MOST_PAGES} pages. ` +
      'Nothing was registered; ask for larger pages, for example with ?limit=100.',
  );
}

async function get(url: string, wait: UrlListOptions['wait']): Promise<string> {
  const answer = await fetchPatiently(url, { headers: { accept: 'application/json' } }, wait).catch(
    (error: unknown) => {
      throw new ImportError(
        `${url} cannot be reached (${failureWords(error)}). Check the URL and the way to it.`,
      );
    },
  );
  if (answer.status !== 200) {
    throw new ImportError(
      `${url} answers ${answer.status} (${problemWords(answer.text)}). ` +
        "Check the URL: it must be the list's own, for example https://registry.example.com/v0.1/servers.",
    );
  }
  return answer.text;
}
