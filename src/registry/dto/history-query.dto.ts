import { ApiPropertyOptional } from '@nestjs/swagger';
import { OptionalField } from '../../common/http/optional-field.js';
import { ParamRule, wholeNumber } from '../../common/http/param-rule.js';
import type { RawParams } from '../../common/http/read-query.js';

const MAX_PAGE = 999_999;
const MAX_LIMIT = 500;

/** Which page of a history is asked for. */
export class HistoryQueryDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, default: 1 })
  @OptionalField()
  @ParamRule(wholeNumber(1, MAX_PAGE))
  page?: RawParams;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: 50 })
  @OptionalField()
  @ParamRule(wholeNumber(1, MAX_LIMIT))
  limit?: RawParams;
}
