import { ApiPropertyOptional } from '@nestjs/swagger';
import { OptionalField } from '../../common/http/optional-field.js';
import { ParamRule } from '../../common/http/param-rule.js';
import type { RawParams } from '../../common/http/read-query.js';

const WORDS: ReadonlySet<string> = new Set(['', '1', 'true']);

/** The form in which health is reported. */
export class HealthQueryDto {
  @ApiPropertyOptional({
    enum: ['', '1', 'true'],
    description: 'Text with a line a check instead of JSON; for people.',
  })
  @OptionalField()
  @ParamRule((value) => (WORDS.has(value) ? undefined : 'takes no value'))
  verbose?: RawParams;
}
