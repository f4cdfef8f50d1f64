import { parseJson } from '../../../common/parse-json.js';
import { ImportError } from '../import-error.js';
import { isJsonObject } from '../json-object.js';

/** A page of a list in the official registry's format. */
export interface ListPage {
  /** The elements of `servers`, as they are. */
  readonly servers: readonly unknown[];
  /** Where the next page begins; `undefined` on the last one. */
  readonly nextCursor: string | undefined;
}

/**
 * Reads a page.
 * @param where - the file or URL that it is from, for the message
 * @throws ImportError when it is none.
 */
export function parseListPage(text: string, where: string): ListPage {
  let page: unknown;
  try {
    page = parseJson(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch {
    throw new ImportError(`${where} is not JSON. ${EXPECTED}`);
  }
  if (!isJsonObject(page) || !Array.isArray(page['servers'])) {
    throw new ImportError(
      `${where} is not a list of the official MCP registry's format. ${EXPECTED}`,
    );
  }
  const { servers, metadata } = page;
  // Registries of the first months spelled it in snake case.
  const cursor = isJsonObject(metadata)
    ? (metadata['nextCursor'] ?? metadata['next_cursor'] ?? '')
    : '';
  if (typeof cursor !== 'string') {
    throw new ImportError(`${where} has a metadata.nextCursor that is not text. ${EXPECTED}`);
  }
  return { servers: servers as unknown[], nextCursor: cursor === '' ? undefined : cursor };
}

const EXPECTED =
  'Give a JSON file with {"servers": [{"server": {...}}, ...]} or the URL of such a list, ' +
  'for example https://registry.example.com/v0.1/servers.';
