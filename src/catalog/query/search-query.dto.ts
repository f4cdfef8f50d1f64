import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { OptionalField } from '../../common/http/optional-field.js';
import { PageQueryDto } from '../../common/http/page-query.dto.js';
import { ParamRule } from '../../common/http/param-rule.js';
import type { RawParams } from '../../common/http/read-query.js';
import { readCursor } from '../pages/page-cursor.js';
import { FilterQueryDto } from './filter-query.dto.js';

/** Filters and page of a search. */
export class SearchQueryDto extends IntersectionType(FilterQueryDto, PageQueryDto) {
  @ApiPropertyOptional({
    type: String,
    description:
      'The member `next` of an answer to the same query: goes on behind it, instead of `page`.',
  })
  @OptionalField()
  @ParamRule((value) =>
    readCursor(value) === undefined ? 'must be the member next of an answer' : undefined,
  )
  after?: RawParams;
}
