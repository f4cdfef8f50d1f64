import { ApiProperty } from '@nestjs/swagger';
import { STATUSES, type Status } from '../../manifest/status.js';

/** A listed server as the tree of the snapshot has it: SHA-256 of a zero byte and this in canonical JSON. */
export class LeafDto {
  @ApiProperty({
    example: '1cab0d7774a19a2f3a378d206715fcd30a12e043a151940c9c8a485cb782a3d8',
    description: "The entry's `digest`.",
  })
  dig!: string;

  @ApiProperty({ example: 'my_analyzer' })
  id!: string;

  @ApiProperty({ example: 1795348800, description: "The entry's `revision`." })
  rev!: number;

  @ApiProperty({ enum: STATUSES, example: 'healthy' })
  st!: Status;
}
