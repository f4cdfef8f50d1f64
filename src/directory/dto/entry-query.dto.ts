import { ApiPropertyOptional } from '@nestjs/swagger';
import { OptionalField } from '../../common/http/optional-field.js';
import { ParamRule } from '../../common/http/param-rule.js';
import type { RawParams } from '../../common/http/read-query.js';

const FORMATS = ['json', 'jws'];

/** In which form an entry is wanted. */
export class EntryQueryDto {
  @ApiPropertyOptional({
    type: String,
    enum: FORMATS,
    default: 'json',
    description:
      '`jws` = the statement alone, which carries the manifest itself: for readers without RFC 8785.',
  })
  @OptionalField()
  @ParamRule((value) => (FORMATS.includes(value) ? undefined : `must be ${FORMATS.join(' or ')}`))
  format?: RawParams;
}
