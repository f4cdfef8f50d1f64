import { DomainError } from '../../common/domain-error.js';
import { pageOf } from '../../common/http/page-query.dto.js';
import { readQuery, type RawParams } from '../../common/http/read-query.js';
import { normaliseLabel } from '../../manifest/text-rules.js';
import type { Status } from '../../manifest/status.js';
import { readCursor } from '../pages/page-cursor.js';
import type { ServerFilter, ServerQuery } from '../server-query.js';
import type { FilterQueryDto } from './filter-query.dto.js';
import { SearchQueryDto } from './search-query.dto.js';

/**
 * Reads which page of which servers a URL asks for.
 * @throws VALIDATION_FAILED naming every wrong or unknown parameter.
 */
export function readServerQuery(url: string): ServerQuery {
  return toServerQuery(readQuery(SearchQueryDto, url));
}

/**
 * The page that valid parameters ask for.
 * @throws VALIDATION_FAILED when they name two places to begin at
 */
export function toServerQuery(dto: SearchQueryDto): ServerQuery {
  const [after] = dto.after ?? [];
  if (after === undefined) return { ...toFilter(dto), ...pageOf(dto) };
  if (dto.page !== undefined) {
    throw new DomainError('VALIDATION_FAILED', 'The request is not valid.', {
      errors: [{ path: 'after', message: 'must not stand beside page' }],
    });
  }
  return { ...toFilter(dto), ...pageOf(dto), after: readCursor(after) };
}

/** The servers that valid parameters ask for. */
export function toFilter(dto: FilterQueryDto): ServerFilter {
  return {
    tags: filters(dto.tag),
    capabilities: filters(dto.capability),
    statuses: (dto.status?.[0]?.split(',') ?? []).map((status) => status.trim() as Status),
    text: dto.q?.[0]?.trim() ?? '',
  };
}

function filters(values: RawParams): string[][] {
  return (values ?? []).map((value) => value.split(',').map(normaliseLabel));
}
