import { ApiProperty } from '@nestjs/swagger';
import { STATUSES, type Status } from '../../manifest/status.js';
import { LeaseDto } from './lease.dto.js';
import { SelfPreservationDto } from './self-preservation.dto.js';

/** What a member is told after a heartbeat. */
export class HeartbeatAnswerDto {
  @ApiProperty({ example: 'my_analyzer' })
  id!: string;

  @ApiProperty({ enum: STATUSES, example: 'healthy' })
  status!: Status;

  @ApiProperty({ example: 1795435200 })
  revision!: number;

  @ApiProperty({ example: '0f6c1b8f9d0f3a0b2a8c6a2b54a4f3f7e2b1d0c9a8f7e6d5c4b3a29180706f5e' })
  digest!: string;

  @ApiProperty({ type: () => LeaseDto, nullable: true, description: '`null` for a static server.' })
  lease!: LeaseDto | null;

  @ApiProperty({ type: () => SelfPreservationDto })
  self_preservation!: SelfPreservationDto;
}
