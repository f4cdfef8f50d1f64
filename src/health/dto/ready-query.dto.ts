import { ApiPropertyOptional } from '@nestjs/swagger';
import { OptionalField } from '../../common/http/optional-field.js';
import { ParamRule, zeroOrOne } from '../../common/http/param-rule.js';
import type { RawParams } from '../../common/http/read-query.js';
import { HealthQueryDto } from './health-query.dto.js';

/** How strict readiness is. */
export class ReadyQueryDto extends HealthQueryDto {
  @ApiPropertyOptional({
    enum: ['0', '1'],
    default: '0',
    description: '1 = also fail while a backend is lost, though reads go on.',
  })
  @OptionalField()
  @ParamRule(zeroOrOne)
  strict?: RawParams;
}
