import { ApiProperty } from '@nestjs/swagger';
import { STATUS_REASONS, type StatusReason } from '../../manifest/status.js';

/** A removed server that is remembered. */
export class TombstoneDto {
  @ApiProperty({ example: 'my_analyzer' })
  id!: string;

  @ApiProperty({ example: 1795348801 })
  revision!: number;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T12:01:30.000Z' })
  removed_at!: string;

  @ApiProperty({ enum: STATUS_REASONS, example: 'unregistered' })
  reason!: StatusReason;

  @ApiProperty({ example: false, description: "It keeps a key or an operator's block." })
  held!: boolean;
}

/** A page of the removed servers, those that were removed first before others. */
export class TombstonesAnswerDto {
  @ApiProperty({ type: () => [TombstoneDto] })
  tombstones!: TombstoneDto[];

  @ApiProperty({ example: 1 })
  page!: number;

  @ApiProperty({ example: 50 })
  limit!: number;

  @ApiProperty({ example: 2 })
  total!: number;

  @ApiProperty({ example: 1 })
  pages!: number;
}

/** What became of a tombstone. */
export class PurgedAnswerDto {
  @ApiProperty({ example: 'my_analyzer' })
  id!: string;

  @ApiProperty({ enum: ['purged'] })
  outcome!: 'purged';
}
