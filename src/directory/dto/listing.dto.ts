import { ApiProperty } from '@nestjs/swagger';
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
}
