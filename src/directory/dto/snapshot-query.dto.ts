import { ApiPropertyOptional } from '@nestjs/swagger';
import { OptionalField } from '../../common/http/optional-field.js';
import { ParamRule, zeroOrOne } from '../../common/http/param-rule.js';
import type { RawParams } from '../../common/http/read-query.js';

/** Whether a snapshot is wanted with its leaves. */
export class SnapshotQueryDto {
  @ApiPropertyOptional({
    type: String,
    enum: ['0', '1'],
    default: '0',
    description: '1 = with a leaf for each listed server, in order of id.',
  })
  @OptionalField()
  @ParamRule(zeroOrOne)
  entries?: RawParams;
}
