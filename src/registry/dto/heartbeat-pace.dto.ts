import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FaultRule } from '../../common/http/fault-rule.js';
import { OptionalField } from '../../common/http/optional-field.js';
import { SecondsRule } from './seconds.rule.js';

const FACTOR = { min: 1, max: 10 } as const;
const ANNOUNCED = { min: 0, max: 3_600, default: 60 } as const;

/** How much slower all members are to send heartbeats. */
export class HeartbeatPaceDto {
  @ApiProperty({
    type: Number,
    minimum: FACTOR.min,
    maximum: FACTOR.max,
    example: 2,
    description: 'All heartbeat intervals are multiplied with it; 1 = as the manifests say.',
  })
  @FaultRule('factor', (value, path) =>
    typeof value === 'number' && value >= FACTOR.min && value <= FACTOR.max
      ? []
      : [{ path, message: `must be a number from ${FACTOR.min} to ${FACTOR.max}` }],
  )
  factor!: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: ANNOUNCED.min,
    maximum: ANNOUNCED.max,
    default: ANNOUNCED.default,
    description: 'Seconds for which it is announced in the answers to heartbeats before it holds.',
  })
  @OptionalField()
  @SecondsRule(ANNOUNCED)
  in_seconds: number = ANNOUNCED.default;
}

/** What the next interval will be multiplied with. */
export class AnnouncedPaceDto {
  @ApiProperty({ example: 2 })
  factor!: number;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T12:01:00.000Z' })
  effective_at!: string;
}

/** By how much heartbeat intervals are stretched. */
export class PaceDto {
  @ApiProperty({ example: 1, description: 'What all heartbeat intervals are multiplied with.' })
  factor!: number;

  @ApiProperty({
    type: () => AnnouncedPaceDto,
    nullable: true,
    example: null,
    description: 'What comes next; `null` when nothing is announced.',
  })
  announced!: AnnouncedPaceDto | null;
}
