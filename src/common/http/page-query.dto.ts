import { ApiPropertyOptional } from '@nestjs/swagger';
import { OptionalField } from './optional-field.js';
import { ParamRule, wholeNumber } from './param-rule.js';
import type { RawParams } from './read-query.js';

const MAX_PAGE = 999_999_999;
const MAX_LIMIT = 500;
const DEFAULT_LIMIT = 50;

/** Which page of a list is asked for. Each field holds all values that were given. */
export class PageQueryDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, default: 1 })
  @OptionalField()
  @ParamRule(wholeNumber(1, MAX_PAGE))
  page?: RawParams;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })
  @OptionalField()
  @ParamRule(wholeNumber(1, MAX_LIMIT))
  limit?: RawParams;
}

/** The valid page that was asked for. */
export function pageOf({ page, limit }: PageQueryDto): { page: number; limit: number } {
  return { page: Number(page?.[0] ?? 1), limit: Number(limit?.[0] ?? DEFAULT_LIMIT) };
}
