import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { STATUSES, type Status } from '../../manifest/status.js';
import { EntryDto } from './entry.dto.js';

/** The data of an event `registered`, `updated`, `status` or `removed`. */
export class ServerEventDto {
  @ApiProperty({ example: 'my_analyzer' })
  id!: string;

  @ApiProperty({
    example: 1795348801,
    description: 'Of the server. Events may come again: the highest revision counts.',
  })
  revision!: number;

  @ApiProperty({
    type: String,
    enum: STATUSES,
    nullable: true,
    example: 'stale',
    description: '`null` when it is removed.',
  })
  status!: Status | null;

  @ApiProperty({
    example: 'lease_expired',
    description:
      'Why the status is what it is, or why the server is removed: `unregistered`, `retention_elapsed`, or `filtered` when it is there and does not match any more.',
  })
  status_reason!: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T12:01:30.000Z' })
  at!: string;

  @ApiPropertyOptional({
    type: () => EntryDto,
    description: 'With `entries=1`, unless it is removed.',
  })
  entry?: EntryDto;
}
