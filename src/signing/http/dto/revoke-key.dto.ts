import { ApiProperty } from '@nestjs/swagger';
import { FaultRule } from '../../../common/http/fault-rule.js';
import { textFaults } from '../../../manifest/field-faults.js';
import { LIMITS } from '../../../manifest/manifest-limits.js';

/** Why a key is revoked; shown beside it. */
export class RevokeKeyDto {
  @ApiProperty({
    example: 'The host that held it was broken into, ticket 4711',
    minLength: 1,
    maxLength: LIMITS.noteLength,
  })
  @FaultRule('reason', (value, path) => textFaults(value, path, { min: 1, max: LIMITS.noteLength }))
  reason!: string;
}
