import { ApiProperty } from '@nestjs/swagger';
import { STATUSES, type Status } from '../../manifest/status.js';

/** One change of a server: who, when, what and why. */
export class HistoryEntryDto {
  @ApiProperty({ example: 1795435201 })
  revision!: number;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ example: 'member@127.0.0.1', description: 'Who made the change.' })
  actor!: string;

  @ApiProperty({ enum: ['registered', 'updated', 'status', 'removed'] })
  what!: string;

  @ApiProperty({ example: 'lease_expired' })
  why!: string;

  @ApiProperty({
    enum: STATUSES,
    nullable: true,
    type: String,
    description: 'Status after the change; `null` when it removed the server.',
  })
  status!: Status | null;

  @ApiProperty({ description: 'Digest of the manifest after the change.' })
  digest!: string;
}

/** A page of a server's history, newest first. */
export class HistoryAnswerDto {
  @ApiProperty({ example: 'my_analyzer' })
  id!: string;

  @ApiProperty({ type: () => [HistoryEntryDto] })
  history!: HistoryEntryDto[];

  @ApiProperty({ example: 1 })
  page!: number;

  @ApiProperty({ example: 50 })
  limit!: number;

  @ApiProperty({ example: 2 })
  total!: number;

  @ApiProperty({ example: 1 })
  pages!: number;
}
