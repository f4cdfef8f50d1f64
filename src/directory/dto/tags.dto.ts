import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** A tag with the number of listed servers that carry it. */
export class TagCountDto {
  @ApiProperty({ example: 'code' })
  tag!: string;

  @ApiProperty({ example: 1 })
  count!: number;
}

/** A declared capability with the number of listed servers that have it. */
export class CapabilityCountDto {
  @ApiProperty({ example: 'static-analysis' })
  capability!: string;

  @ApiProperty({ example: 1 })
  count!: number;
}

/** What the listed servers can be filtered by, most frequent first. */
export class TagsDto {
  @ApiProperty({ type: () => [TagCountDto] })
  tags!: TagCountDto[];

  @ApiProperty({ type: () => [CapabilityCountDto] })
  capabilities!: CapabilityCountDto[];

  @ApiProperty({ example: 1, description: 'Servers in the default listing.' })
  total!: number;

  @ApiPropertyOptional({
    example: true,
    description: 'There are more tags or capabilities than the 5,000 most frequent ones of each.',
  })
  truncated?: true;
}
