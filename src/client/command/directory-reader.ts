import type { JSONWebKeySet, JWK } from 'jose';
import { failureWords } from '../../common/failure-words.js';
import { parseJson } from '../../common/parse-json.js';
import { printable } from '../../common/printable.js';
import { readBounded } from '../../common/read-bounded.js';
import { isMembers, isNumber, isText, type Members } from '../shapes.js';
import { NotStrictJson, parseAnyJson, parseStrictJson } from '../strict-json.js';
import { splitPage } from './split-page.js';
import { VerifyError } from './verify-error.js';

const RESOURCES = '/mcp/resources/omega/directory';
const TIMEOUT_MS = 60_000;
const PAGE = 500;

/** This command does not check a directory with more. */
const MOST_SERVERS = 5_000_000;

/** Of one answer. A text can have twice as many, and is there beside its bytes. */
const MOST_BYTES = 256 * 1_024 * 1_024;

/** A page of the listing. */
interface Page {
  readonly servers: readonly ListedEntry[];
  readonly total: number;
  readonly revision: string;
  /** Where the next page begins; there is none behind the last one. */
  readonly next: string | undefined;
}

/** An entry of the listing as text: only there can be seen whether it means the same to every reader. */
export interface ListedEntry {
  /** What it calls itself; `?` = nothing. */
  readonly id: string;
  readonly text: string;
}

/** All entries of the listing; `undefined` = it changed from one page to the next. */
export interface ReadListing {
  readonly entries: readonly ListedEntry[];
  readonly revision: string;
}

/** Reads a directory over HTTP. JSON that means different things to different readers counts as no answer. */
export class DirectoryReader {
  constructor(private readonly url: string) {}

  async keySet(): Promise<JSONWebKeySet> {
    const { keys } = await this.json('/.well-known/jwks.json');
    if (!isList(keys) || !keys.every(({ kty }) => isText(kty))) throw unlike('a key set');
    return { keys: keys as unknown as JWK[] };
  }

  snapshot(): Promise<Members> {
    return this.json(`${RESOURCES}/snapshot`);
  }

  async leaves(): Promise<{ snapshot: Members; leaves: readonly Members[] }> {
    const { snapshot, leaves } = await this.json(`${RESOURCES}/snapshot?entries=1`);
    if (!isMembers(snapshot) || !isList(leaves)) throw unlike('a snapshot with its leaves');
    return { snapshot, leaves };
  }

  /** `undefined` = there is no such server any more. */
  statement(id: string): Promise<Members | undefined> {
    return this.ifThere(`${RESOURCES}/servers/${encodeURIComponent(id)}?format=jws`);
  }

  proof(id: string): Promise<Members> {
    return this.json(`${RESOURCES}/servers/${encodeURIComponent(id)}/proof`);
  }

  /** Page by page, each behind the last server of the one before: a page ends by its bytes too. */
  async listing(onPage: (read: number, total: number) => void): Promise<ReadListing | undefined> {
    const entries: ListedEntry[] = [];
    let page = await this.page(`${RESOURCES}/servers?limit=${PAGE}`);
    const { revision } = page;
    for (;;) {
      if (page.revision !== revision) return undefined;
      entries.push(...page.servers);
      onPage(entries.length, page.total);
      if (page.next === undefined || page.servers.length === 0) break;
      if (entries.length > MOST_SERVERS) throw new VerifyError('The listing does not end.');
      const after = encodeURIComponent(page.next);
      page = await this.page(`${RESOURCES}/servers?limit=${PAGE}&after=${after}`);
    }
    return { entries, revision };
  }

  /** An entry that means different things to different readers is not a fault of the page. */
  private async page(path: string): Promise<Page> {
    const { status, text } = await this.ask(path);
    const { rest, servers } = strictly(path, () => splitPage(text));
    const page = this.read(path, status, rest);
    return strictly(path, () => pageOf(page, servers));
  }

  private async ifThere(path: string): Promise<Members | undefined> {
    const { status, text } = await this.ask(path);
    return status === 404 ? undefined : this.read(path, status, text);
  }

  private async json(path: string): Promise<Members> {
    const { status, text } = await this.ask(path);
    return this.read(path, status, text);
  }

  private read(path: string, status: number, text: string): Members {
    if (status !== 200) throw new VerifyError(`${path} answers ${status}: ${titleOf(text)}`);
    const value = strictly(path, () => parseStrictJson(text));
    if (isMembers(value)) return value;
    throw new VerifyError(`${path} answers no JSON object`);
  }

  private async ask(path: string): Promise<{ status: number; text: string }> {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(this.url + path, { signal, redirect: 'error' });
      return { status: response.status, text: await readBounded(response.body, MOST_BYTES) };
    } catch (error) {
      throw new VerifyError(`${this.url} cannot be reached: ${failureWords(error)}`);
    }
  }
}

/** @throws VerifyError, NotStrictJson */
function pageOf({ servers, total, revision, next }: Members, texts: readonly string[]): Page {
  // Elements that the split did not find belong to a list under a key in disguise.
  if (!Array.isArray(servers) || servers.length > 0 || !isNumber(total) || !isText(revision)) {
    throw unlike('a listing');
  }
  if (next !== undefined && !isText(next)) throw unlike('a listing');
  if (total > MOST_SERVERS) throw new VerifyError(`The listing has ${total} servers: too many.`);
  return { servers: texts.map(listedEntry), total, revision, next };
}

function listedEntry(text: string): ListedEntry {
  const entry = parseAnyJson(text);
  if (!isMembers(entry)) throw unlike('a listing');
  const { id } = entry;
  return { id: isText(id) ? id : '?', text };
}

/** @throws VerifyError instead of NotStrictJson */
function strictly<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NotStrictJson)) throw error;
    throw new VerifyError(`${path} answers what cannot be trusted: ${printable(error.message)}`);
  }
}

function isList(value: unknown): value is readonly Members[] {
  return Array.isArray(value) && value.every(isMembers);
}

function unlike(what: string): VerifyError {
  return new VerifyError(`The answer is not ${what}; perhaps this is not a directory.`);
}

/** What an error answer says of itself. */
function titleOf(text: string): string {
  try {
    const { code, detail } = parseJson(text) as { code?: unknown; detail?: unknown };
    return printable(`${String(code)}, ${String(detail)}`);
  } catch {
    return 'no problem details, so perhaps no directory';
  }
}
