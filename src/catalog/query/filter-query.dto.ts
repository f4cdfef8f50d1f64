import { ApiPropertyOptional } from '@nestjs/swagger';
import { FaultRule } from '../../common/http/fault-rule.js';
import { OptionalField } from '../../common/http/optional-field.js';
import { ParamRule } from '../../common/http/param-rule.js';
import type { RawParams } from '../../common/http/read-query.js';
import { textFaults } from '../../manifest/field-faults.js';
import { STATUSES, type Status } from '../../manifest/status.js';

const MAX_QUERY_LENGTH = 200;
const MAX_FILTERS = 64;

/** Texts that were stored before a rule came can still be found. */
const COMPARED = { compared: true };

/**
 * Which servers are asked for. Each field holds all values that were given. None has an example: Swagger UI would fill
 * it in, and everybody's first listing would be filtered.
 */
export class FilterQueryDto {
  @ApiPropertyOptional({
    type: String,
    maxLength: MAX_QUERY_LENGTH,
    description: 'Words, as analyzer; typos and beginnings of words match too.',
  })
  @OptionalField()
  @ParamRule(
    (value) => textFaults(value, '', { ...COMPARED, min: 0, max: MAX_QUERY_LENGTH })[0]?.message,
  )
  q?: RawParams;

  @ApiPropertyOptional({
    type: [String],
    description: 'Tag, as code; a comma means OR, a repeated parameter AND.',
  })
  @OptionalField()
  @FaultRule('filters', (value, path) => filterFaults(value as readonly string[], path))
  tag?: RawParams;

  @ApiPropertyOptional({
    type: [String],
    description:
      'Declared capability or name of a tool; a comma means OR, a repeated parameter AND.',
  })
  @OptionalField()
  @FaultRule('filters', (value, path) => filterFaults(value as readonly string[], path))
  capability?: RawParams;

  @ApiPropertyOptional({
    type: String,
    description: `Statuses, separated by commas: ${STATUSES.join(', ')}. Default: all but offline and disabled.`,
  })
  @OptionalField()
  @ParamRule((value) =>
    value.split(',').every((status) => STATUSES.includes(status.trim() as Status))
      ? undefined
      : `must be one or more of ${STATUSES.join(', ')}, separated by commas`,
  )
  status?: RawParams;
}

function filterFaults(
  values: readonly string[],
  path: string,
): { path: string; message: string }[] {
  const labels = values.flatMap((value) => value.split(','));
  if (labels.length > MAX_FILTERS) {
    return [{ path, message: `must name at most ${MAX_FILTERS} values` }];
  }
  return labels.flatMap((label) =>
    textFaults(label, path, { ...COMPARED, min: 1, max: 128 }).slice(0, 1),
  );
}
