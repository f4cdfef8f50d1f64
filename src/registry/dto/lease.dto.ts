import { ApiProperty } from '@nestjs/swagger';

/** How long a server counts as live without a further heartbeat. */
export class LeaseDto {
  @ApiProperty({ example: 30, description: 'Send a heartbeat this often.' })
  interval_seconds!: number;

  @ApiProperty({
    example: 90,
    description: 'Without a heartbeat for this long the server is stale.',
  })
  ttl_seconds!: number;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T12:01:30.000Z' })
  expires_at!: string;
}
