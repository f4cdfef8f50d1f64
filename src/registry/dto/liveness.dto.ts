import { ApiProperty } from '@nestjs/swagger';
import { PaceDto } from './heartbeat-pace.dto.js';
import { LeaseDto } from './lease.dto.js';

/** What a member has to know to stay alive. */
export class LivenessDto {
  @ApiProperty({ type: () => LeaseDto, nullable: true, description: '`null` for a static server.' })
  lease!: LeaseDto | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 30,
    description: 'Send the next heartbeat after so long at the latest; `null` for a static server.',
  })
  next_heartbeat_seconds!: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 3,
    description:
      'Send it earlier by a random part of so many seconds, so that members that started together do not stay together.',
  })
  jitter_seconds!: number | null;

  @ApiProperty({ type: () => PaceDto })
  pace!: PaceDto;
}
