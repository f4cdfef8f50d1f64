import type { JSONWebKeySet } from 'jose';
import { failureWords } from '../../common/failure-words.js';
import { printable } from '../../common/printable.js';
import { NotStrictJson, parseStrictJson } from '../strict-json.js';
import { VerifyError } from './verify-error.js';

const RESOURCES = '/mcp/resources/omega/directory';
const TIMEOUT_MS = 60_000;
const PAGE = 500;

/** A page of the listing. */
interface Page {
  readonly servers: readonly object[];
  readonly pages: number;
  readonly revision: string;
}

/** All entries of the listing; `undefined` = it changed from one page to the next. */
export interface ReadListing {
  readonly entries: readonly object[];
  readonly revision: string;
}

/** Reads a directory over HTTP. JSON that means different things to different readers counts as no answer. */
export class DirectoryReader {
  constructor(private readonly url: string) {}

  async keySet(): Promise<JSONWebKeySet> {
    return (await this.json('/.well-known/jwks.json')) as unknown as JSONWebKeySet;
  }

  snapshot(): Promise<object> {
    return this.json(`${RESOURCES}/snapshot`);
  }

  async leaves(): Promise<{ snapshot: object; leaves: readonly unknown[] }> {
    const answer = await this.json(`${RESOURCES}/snapshot?entries=1`);
    return answer as { snapshot: object; leaves: readonly unknown[] };
  }

  statement(id: string): Promise<object> {
    return this.json(`${RESOURCES}/servers/${encodeURIComponent(id)}?format=jws`);
  }

  proof(id: string): Promise<object> {
    return this.json(`${RESOURCES}/servers/${encodeURIComponent(id)}/proof`);
  }

  async listing(onPage: (page: number, pages: number) => void): Promise<ReadListing | undefined> {
    const entries: object[] = [];
    let revision: string | undefined;
    for (let number = 1, pages = 1; number <= pages; number += 1) {
      const page = (await this.json(
        `${RESOURCES}/servers?limit=${PAGE}&page=${number}`,
      )) as unknown as Page;
      revision ??= page.revision;
      if (page.revision !== revision) return undefined;
      entries.push(...page.servers);
      pages = page.pages;
      onPage(number, pages);
    }
    return { entries, revision: revision ?? '' };
  }

  private async json(path: string): Promise<object> {
    const { status, text } = await this.ask(path);
    if (status !== 200) throw new VerifyError(`${path} answers ${status}: ${titleOf(text)}`);
    try {
      const value = parseStrictJson(text);
      if (typeof value === 'object' && value !== null) return value;
    } catch (error) {
      if (!(error instanceof NotStrictJson)) throw error;
      throw new VerifyError(`${path} answers what cannot be trusted: ${printable(error.message)}`);
    }
    throw new VerifyError(`${path} answers no JSON object`);
  }

  private async ask(path: string): Promise<{ status: number; text: string }> {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(this.url + path, { signal, redirect: 'error' });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      throw new VerifyError(`${this.url} cannot be reached: ${failureWords(error)}`);
    }
  }
}

/** What an error answer says of itself. */
function titleOf(text: string): string {
  try {
    const { code, detail } = JSON.parse(text) as { code?: unknown; detail?: unknown };
    return printable(`${String(code)}, ${String(detail)}`);
  } catch {
    return 'no problem details, so perhaps no directory';
  }
}
