import { ApiPropertyOptional } from '@nestjs/swagger';
import { OptionalField } from '../../common/http/optional-field.js';
import { ParamRule, zeroOrOne } from '../../common/http/param-rule.js';
import type { RawParams } from '../../common/http/read-query.js';
import { FilterQueryDto } from '../../catalog/query/filter-query.dto.js';

/** What an event stream tells. */
export class EventsQueryDto extends FilterQueryDto {
  @ApiPropertyOptional({
    type: String,
    enum: ['0', '1'],
    default: '0',
    description: '1 = each event carries the entry too, as it is listed.',
  })
  @OptionalField()
  @ParamRule(zeroOrOne)
  entries?: RawParams;
}
