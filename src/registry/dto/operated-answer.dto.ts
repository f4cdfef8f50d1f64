import { ApiProperty } from '@nestjs/swagger';
import { STATUS_REASONS, STATUSES, type Status, type StatusReason } from '../../manifest/status.js';

const OPERATED_OUTCOMES = ['disabled', 'enabled', 'key_released', 'unchanged'] as const;
export type OperatedOutcome = (typeof OPERATED_OUTCOMES)[number];

/** What an operator's word did. */
export class OperatedAnswerDto {
  @ApiProperty({ example: 'my_analyzer' })
  id!: string;

  @ApiProperty({ enum: OPERATED_OUTCOMES, example: 'disabled' })
  outcome!: OperatedOutcome;

  @ApiProperty({ example: 1795348801 })
  revision!: number;

  @ApiProperty({
    enum: STATUSES,
    nullable: true,
    type: String,
    example: 'disabled',
    description: '`null` when the server is removed: then its id is what was blocked or freed.',
  })
  status!: Status | null;

  @ApiProperty({ enum: STATUS_REASONS, example: 'operator_disabled' })
  status_reason!: StatusReason;
}
