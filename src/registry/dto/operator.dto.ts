import { ApiProperty } from '@nestjs/swagger';
import { FaultRule } from '../../common/http/fault-rule.js';
import { textFaults } from '../../manifest/field-faults.js';
import { LIMITS } from '../../manifest/manifest-limits.js';

/** Why an operator does something; shown in the history, and beside the status of a disabled server. */
export class OperatorReasonDto {
  @ApiProperty({
    example: 'Answers with wrong data, ticket 4711',
    minLength: 1,
    maxLength: LIMITS.noteLength,
  })
  @FaultRule('reason', (value, path) => textFaults(value, path, { min: 1, max: LIMITS.noteLength }))
  reason!: string;
}
