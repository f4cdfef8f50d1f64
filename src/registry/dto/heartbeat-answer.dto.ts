import { ApiProperty } from '@nestjs/swagger';
import { STATUSES, type Status } from '../../manifest/status.js';
import { LivenessDto } from './liveness.dto.js';
import { SelfPreservationDto } from './self-preservation.dto.js';

/** The answer to a heartbeat. */
export class HeartbeatAnswerDto extends LivenessDto {
  @ApiProperty({ example: 'my_analyzer' })
  id!: string;

  @ApiProperty({ enum: STATUSES, example: 'healthy' })
  status!: Status;

  @ApiProperty({ example: 1795348800 })
  revision!: number;

  @ApiProperty({ example: '1cab0d7774a19a2f3a378d206715fcd30a12e043a151940c9c8a485cb782a3d8' })
  digest!: string;

  @ApiProperty({ type: () => SelfPreservationDto })
  self_preservation!: SelfPreservationDto;
}
