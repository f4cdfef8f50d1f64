import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CHANGE_KINDS, type ChangeKind } from '../../manifest/server-record.js';
import { STATUS_REASONS, STATUSES, type Status, type StatusReason } from '../../manifest/status.js';

/** One change of a server: who, when, what and why. */
export class HistoryEntryDto {
  @ApiProperty({ example: 1795348801 })
  revision!: number;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T12:01:30.000Z' })
  at!: string;

  @ApiProperty({ example: 'sweeper', description: 'Who made the change, by role.' })
  actor!: string;

  @ApiProperty({ enum: CHANGE_KINDS, example: 'status' })
  what!: ChangeKind;

  @ApiProperty({ enum: STATUS_REASONS, example: 'lease_expired' })
  why!: StatusReason;

  @ApiPropertyOptional({
    example: 'Answers with wrong data, ticket 4711',
    description: 'What the operator said to it.',
  })
  note?: string;

  @ApiProperty({
    enum: STATUSES,
    example: 'stale',
    nullable: true,
    type: String,
    description: 'Status after the change; `null` when it removed the server.',
  })
  status!: Status | null;

  @ApiProperty({
    example: '1cab0d7774a19a2f3a378d206715fcd30a12e043a151940c9c8a485cb782a3d8',
    description: 'Digest of the manifest after the change.',
  })
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
