import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, Matches } from 'class-validator';
import { OptionalField } from '../../common/http/optional-field.js';
import { ID_PATTERN } from '../../manifest/manifest-limits.js';
import { REPORTED_STATUSES, type ReportedStatus } from '../../manifest/status.js';

/** A sign of life, with what the member says of itself. */
export class HeartbeatDto {
  @ApiProperty({ example: 'my_analyzer', pattern: ID_PATTERN.source })
  @Matches(ID_PATTERN, { message: 'must be the id of a registered server' })
  id!: string;

  @ApiPropertyOptional({
    enum: REPORTED_STATUSES,
    description: 'What the member says of itself; holds until it says something else.',
    example: 'healthy',
  })
  @OptionalField()
  @IsIn(REPORTED_STATUSES, { message: `must be one of ${REPORTED_STATUSES.join(', ')}` })
  status?: ReportedStatus;

  @ApiPropertyOptional({
    pattern: '^[0-9a-f]{64}$',
    description:
      'Digest of the manifest that the member believes to be stored; another one is answered 409.',
  })
  @OptionalField()
  @Matches(/^[0-9a-f]{64}$/, {
    message: 'must be 64 hex digits in lower case, as a registration answers them',
  })
  digest?: string;
}
