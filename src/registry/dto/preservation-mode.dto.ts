import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import {
  PRESERVATION_MODES,
  type PreservationMode,
} from '../../liveness/preservation/preservation-rule.js';

/** How self-preservation is to work. */
export class PreservationModeDto {
  @ApiProperty({
    enum: PRESERVATION_MODES,
    description:
      '`auto`: when too many go at once, marks are held back for at most 15 minutes. `off`: they are not held back, only spread. `on`: nothing is marked until another mode is set, for planned work.',
    example: 'auto',
  })
  @IsIn(PRESERVATION_MODES, { message: `must be one of ${PRESERVATION_MODES.join(', ')}` })
  mode!: PreservationMode;
}
