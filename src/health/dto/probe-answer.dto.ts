import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ProcessPhase } from '../../common/process-state.js';

/** The answer to a probe; machines look at the HTTP status only. */
export class ProbeAnswerDto {
  @ApiProperty({ enum: ['ok', 'error'] })
  status!: 'ok' | 'error';

  @ApiProperty({ enum: ['starting', 'serving', 'draining'] })
  phase!: ProcessPhase;

  @ApiPropertyOptional({ example: 'a backend is lost' })
  reason?: string;
}
