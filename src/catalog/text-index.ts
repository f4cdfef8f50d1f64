import MiniSearch from 'minisearch';
import type { TextDocument } from './searchable.js';

const MAX_TERMS = 10;

// `\p{S}` beside white space and punctuation: `a+b` and `c=d` are two words each.
const SEPARATORS = /[\p{Z}\p{P}\p{S}\p{Cc}]+/u;
const CAMEL_CASE = /(?<=\p{Ll})(?=\p{Lu})/u;
// eslint-disable-next-line no-control-regex -- the ASCII range
const ASCII = /^[\u0000-\u007f]*$/;

/**
 * Full-text search that tolerates typos and matches prefixes. The ranking depends on the indexed set only, not
 * on the order in which changes came: hence no length averages (`b: 0`), and removal by the whole document.
 */
export class TextIndex {
  private readonly index = new MiniSearch<TextDocument>({
    fields: ['name', 'labels', 'tools', 'description'],
    tokenize,
    processTerm,
    searchOptions: {
      boost: { name: 4, labels: 3, tools: 2, description: 1 },
      bm25: { k: 1.2, b: 0, d: 0.5 },
      prefix: (term) => term.length >= 2,
      fuzzy: (term) => (term.length >= 4 ? 0.2 : false),
      maxFuzzy: 2,
      weights: { fuzzy: 0.3, prefix: 0.5 },
    },
  });

  add(document: TextDocument): void {
    this.index.add(document);
  }

  remove(document: TextDocument): void {
    this.index.remove(document);
  }

  /** Score by id. Servers with all words; if there is none, those with some. */
  search(text: string): Map<string, number> {
    const words = [...new Set(tokenize(text).map(processTerm))].slice(0, MAX_TERMS).join(' ');
    let results = this.index.search(words, { combineWith: 'AND' });
    if (results.length === 0) results = this.index.search(words, { combineWith: 'OR' });
    return new Map(results.map(({ id, score }) => [id as string, Math.round(score * 1e4) / 1e4]));
  }
}

/** Words; those in camelCase also in their parts. */
function tokenize(text: string): string[] {
  const tokens: string[] = [];
  for (const word of text.split(SEPARATORS)) {
    if (word === '') continue;
    tokens.push(word);
    const parts = word.split(CAMEL_CASE);
    if (parts.length > 1) tokens.push(...parts);
  }
  return tokens;
}

/** Lower case without accents. */
function processTerm(term: string): string {
  const lower = term.toLowerCase();
  return ASCII.test(lower) ? lower : lower.normalize('NFKD').replace(/\p{M}/gu, '');
}
