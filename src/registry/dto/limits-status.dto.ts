import { ApiProperty } from '@nestjs/swagger';

/** Stored servers that are not served whole. */
export class NotServedDto {
  @ApiProperty({
    example: 0,
    description: 'Not what was stored; registering them again repairs them.',
  })
  damaged!: number;

  @ApiProperty({ example: 0, description: 'There is no memory left for them.' })
  left_out!: number;

  @ApiProperty({
    example: 0,
    description: 'Listed, and not found by text: there is no room for their words.',
  })
  unindexed!: number;
}

/** What of all limits is used. */
export class LimitsStatusDto {
  @ApiProperty({
    example: 10,
    description: 'Part of each limit that one client may use, in percent.',
  })
  client_share_percent!: number;

  @ApiProperty({ example: 20, description: 'Clients that have something stored.' })
  clients!: number;

  @ApiProperty({ type: () => NotServedDto })
  not_served!: NotServedDto;

  @ApiProperty({
    type: 'object',
    additionalProperties: {
      type: 'object',
      required: ['used', 'limit'],
      properties: { used: { type: 'integer' }, limit: { type: 'integer' } },
    },
    example: {
      servers: { used: 42, limit: 262144 },
      stored_bytes: { used: 65536, limit: 536870912 },
      event_streams: { used: 3, limit: 10000 },
    },
    description:
      'By the name of the limit: what is stored (`servers`, `stored_bytes`, `indexed_terms`, `tombstones`), and what clients hold at a time.',
  })
  used!: Record<string, { used: number; limit: number }>;
}
