import { ApiProperty } from '@nestjs/swagger';
import { JwsDto } from './jws.dto.js';
import { LeafDto } from './leaf.dto.js';

/** A snapshot with all that it signs. */
export class SnapshotEntriesDto {
  @ApiProperty({ type: () => JwsDto })
  snapshot!: JwsDto;

  @ApiProperty({ type: () => [LeafDto], description: 'In order of id.' })
  leaves!: LeafDto[];
}
