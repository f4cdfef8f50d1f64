import { ApiProperty } from '@nestjs/swagger';
import type { SelfPreservationView } from '../self-preservation.service.js';

/** Whether the directory holds back marks because too many servers go at once. */
export class SelfPreservationDto implements SelfPreservationView {
  @ApiProperty({ enum: ['auto', 'on', 'off'], example: 'off' })
  mode!: 'auto' | 'on' | 'off';

  @ApiProperty({ example: false })
  active!: boolean;

  @ApiProperty({ type: String, nullable: true, format: 'date-time', example: null })
  since!: string | null;

  @ApiProperty({ example: 42, description: 'Servers with a lease.' })
  leased!: number;

  @ApiProperty({ example: 0, description: 'Leases that ran out and are not marked yet.' })
  expired!: number;

  @ApiProperty({ example: 1, description: 'Leased servers that are marked stale or offline.' })
  marked!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: null,
    description: 'Most that may go at once.',
  })
  limit!: number | null;
}
