import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { EntryDto } from './entry.dto.js';

/** One page of servers. */
export class ListingDto {
  @ApiProperty({ type: () => [EntryDto] })
  servers!: EntryDto[];

  @ApiProperty({ example: 1 })
  page!: number;

  @ApiProperty({ example: 50 })
  limit!: number;

  @ApiProperty({ example: 1, description: 'Servers that the query selects.' })
  total!: number;

  @ApiProperty({ example: 1 })
  pages!: number;

  @ApiProperty({
    example: '8f14e45fceea167a',
    description:
      'Fingerprint of the default listing: the same on every replica that knows the same.',
  })
  revision!: string;

  @ApiPropertyOptional({
    enum: [true],
    description:
      'Only where looking at everything would have cost too much: servers that match may be missing. The answer also has the header `X-Omega-Partial: search-budget`. Fewer or longer words help.',
  })
  partial?: true;

  @ApiPropertyOptional({
    example: true,
    description: 'Fewer than `limit` servers, for a page ends at 4 MiB too: go on with `next`.',
  })
  truncated?: true;

  @ApiPropertyOptional({
    example: 'my_analyzer',
    description:
      'When more servers follow: the same query with `after` set to this goes on with the next one.',
  })
  next?: string;
}
