import { ApiPropertyOptional } from '@nestjs/swagger';
import { OptionalField } from '../../common/http/optional-field.js';
import { ParamRule, wholeNumber } from '../../common/http/param-rule.js';
import type { RawParams } from '../../common/http/read-query.js';
import { SearchQueryDto } from '../../catalog/query/search-query.dto.js';

const MAX_WAIT_SECONDS = 60;

/** Filters and page of a listing, and how long to wait for it to differ. */
export class ListQueryDto extends SearchQueryDto {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MAX_WAIT_SECONDS,
    description:
      'Long poll, with If-None-Match: answer when the listing differs, or 304 after this many seconds.',
  })
  @OptionalField()
  @ParamRule(wholeNumber(0, MAX_WAIT_SECONDS))
  wait?: RawParams;
}
