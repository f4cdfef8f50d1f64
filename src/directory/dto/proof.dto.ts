import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { JwsDto } from './jws.dto.js';
import { LeafDto } from './leaf.dto.js';

/** The bucket of an id: the first 12 bits of its SHA-256. */
export class ProofBucketDto {
  @ApiProperty({ example: 1234, minimum: 0, maximum: 4095 })
  index!: number;

  @ApiPropertyOptional({ description: 'Listed servers: how many leaves the bucket has.' })
  size?: number;

  @ApiPropertyOptional({ description: 'Listed servers: which of them it is, from 0.' })
  position?: number;

  @ApiPropertyOptional({
    type: () => [LeafDto],
    description: 'Ids that are not listed: all leaves of the bucket.',
  })
  leaves?: LeafDto[];
}

/** That a server is in the listing that a snapshot signs, or that it is not. Hashes are hex. */
export class ProofDto {
  @ApiProperty({ type: () => JwsDto })
  snapshot!: JwsDto;

  @ApiProperty({ example: 'my_analyzer' })
  id!: string;

  @ApiProperty({ description: 'Offline and disabled servers are not.' })
  listed!: boolean;

  @ApiPropertyOptional({ type: () => LeafDto, description: 'Listed servers only.' })
  leaf?: LeafDto;

  @ApiProperty({ type: () => ProofBucketDto })
  bucket!: ProofBucketDto;

  @ApiPropertyOptional({
    type: [String],
    description:
      'Listed servers only: from the leaf to the hash of its bucket, an audit path of RFC 6962.',
  })
  bucket_path?: string[];

  @ApiProperty({ type: [String], description: 'From the hash of the bucket to the root: 12.' })
  path!: string[];
}
