import { ApiProperty } from '@nestjs/swagger';
import { PROBE_STATES, type ProbeState } from '../../../manifest/probe-finding.js';

/** What a probe found just now. */
export class ProbeResultDto {
  @ApiProperty({ enum: PROBE_STATES, example: 'alive' })
  state!: ProbeState;

  @ApiProperty({
    example: 'HTTP 200',
    description:
      'What was met, or why it was refused. Causes other than HTTP answers are not told apart.',
  })
  reason!: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T12:00:00.000Z' })
  checked_at!: string;
}

/** The answer to a demand for a probe. */
export class CheckAnswerDto {
  @ApiProperty({ example: 'my_analyzer' })
  id!: string;

  @ApiProperty({ type: () => ProbeResultDto })
  probe!: ProbeResultDto;
}
