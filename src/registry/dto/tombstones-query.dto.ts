import { ApiPropertyOptional } from '@nestjs/swagger';
import { OptionalField } from '../../common/http/optional-field.js';
import { PageQueryDto } from '../../common/http/page-query.dto.js';
import { ParamRule, zeroOrOne } from '../../common/http/param-rule.js';
import type { RawParams } from '../../common/http/read-query.js';

/** Which removed servers are asked for. */
export class TombstonesQueryDto extends PageQueryDto {
  @ApiPropertyOptional({
    enum: ['0', '1'],
    default: '0',
    description: "1 = only those that keep a key or an operator's block.",
  })
  @OptionalField()
  @ParamRule(zeroOrOne)
  held?: RawParams;
}
