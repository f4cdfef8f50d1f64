import { ApiProperty } from '@nestjs/swagger';
import {
  PRESERVATION_MODES,
  type PreservationMode,
} from '../../liveness/preservation/preservation-rule.js';
import type { SelfPreservationView } from '../../liveness/preservation/self-preservation.service.js';

/** Whether the directory holds back marks because too many servers go at once. */
export class SelfPreservationDto implements SelfPreservationView {
  @ApiProperty({ enum: PRESERVATION_MODES, example: 'auto' })
  mode!: PreservationMode;

  @ApiProperty({ example: false, description: 'Marks are held back, or spread, now.' })
  active!: boolean;

  @ApiProperty({ type: String, nullable: true, format: 'date-time', example: null })
  since!: string | null;

  @ApiProperty({
    example: 42,
    description: 'Servers with a lease that were not marked long before.',
  })
  leased!: number;

  @ApiProperty({ example: 0, description: 'Leases that ran out and are not marked yet.' })
  expired!: number;

  @ApiProperty({ example: 1, description: 'Servers marked lately and not back.' })
  marked!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 6,
    description:
      'Most that `expired` and `marked` may come to before marks are held back, of servers that have lived for long ' +
      'enough to count and not of one client only; `null` while ten or fewer count.',
  })
  limit!: number | null;
}
