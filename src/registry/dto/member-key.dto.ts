import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const COORDINATE = '^[A-Za-z0-9_-]{43}$';

/** A member's public key as a JWK with no other members; see `memberKeyFaults` for the rules. */
export class MemberKeyDto {
  @ApiProperty({ enum: ['OKP', 'EC'], example: 'OKP' })
  kty!: 'OKP' | 'EC';

  @ApiProperty({ enum: ['Ed25519', 'P-256'], example: 'Ed25519' })
  crv!: 'Ed25519' | 'P-256';

  @ApiProperty({ pattern: COORDINATE, example: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs' })
  x!: string;

  @ApiPropertyOptional({ pattern: COORDINATE, description: 'Of P-256 keys only.' })
  y?: string;
}
