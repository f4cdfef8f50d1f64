import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { STATEMENT_ALGORITHMS, type StatementAlgorithm } from '../../../config/app-config.js';

/** A public key, RFC 7517. */
export class JwkDto {
  @ApiProperty({ enum: STATEMENT_ALGORITHMS, example: 'EdDSA' })
  alg!: StatementAlgorithm;

  @ApiProperty({ example: 'Ed25519' })
  crv!: string;

  @ApiProperty({
    example: 'y1Hep7eyps5UW7-SSCLQGGMCVJ1bkMVUhUJLeTO-RS8',
    description: 'Thumbprint of the key, RFC 7638.',
  })
  kid!: string;

  @ApiProperty({ example: 'OKP' })
  kty!: string;

  @ApiProperty({ enum: ['sig'] })
  use!: 'sig';

  @ApiProperty({ example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })
  x!: string;

  @ApiPropertyOptional({ description: 'P-256 only.' })
  y?: string;
}

/** The public keys that statements are verified with. */
export class JwksDto {
  @ApiProperty({ type: [JwkDto] })
  keys!: JwkDto[];
}
