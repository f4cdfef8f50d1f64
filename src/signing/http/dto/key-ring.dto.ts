import { ApiProperty } from '@nestjs/swagger';
import { STATEMENT_ALGORITHMS, type StatementAlgorithm } from '../../../config/app-config.js';
import type { KeyState } from '../../keys/key-ring.js';
import { KEY_SOURCES, type KeySourceName } from '../../keys/signing-key.js';

const TIME = '2026-11-22T12:00:00.000Z';

/** A revocation: by whom, when and why. */
export class RevocationDto {
  @ApiProperty({ format: 'date-time', example: TIME })
  at!: string;

  @ApiProperty({ example: 'operator', description: 'By role.' })
  actor!: string;

  @ApiProperty({ example: 'The host that held it was broken into, ticket 4711' })
  reason!: string;
}

/** A signing key as operators see it. */
export class KeyDto {
  @ApiProperty({ example: 'y1Hep7eyps5UW7-SSCLQGGMCVJ1bkMVUhUJLeTO-RS8' })
  kid!: string;

  @ApiProperty({ enum: STATEMENT_ALGORITHMS, example: 'EdDSA' })
  alg!: StatementAlgorithm;

  @ApiProperty({ enum: KEY_SOURCES, example: 'local', description: 'Where the private key is.' })
  source!: KeySourceName;

  @ApiProperty({
    enum: ['pending', 'active', 'retired', 'forgotten', 'revoked'],
    example: 'active',
    description:
      '`pending`: published, does not sign yet. `active`: signs. `retired`: published until what it signed has run out. ' +
      '`forgotten`: not published any more. ' +
      '`revoked`: trusted no more.',
  })
  state!: KeyState;

  @ApiProperty({ format: 'date-time', example: TIME })
  created_at!: string;

  @ApiProperty({ format: 'date-time', example: TIME, description: 'From then on it signs.' })
  activates_at!: string;

  @ApiProperty({ type: () => RevocationDto, nullable: true })
  revoked!: RevocationDto | null;
}

/** All signing keys. */
export class KeyRingDto {
  @ApiProperty({ type: [KeyDto], description: 'In the order of their activation.' })
  keys!: KeyDto[];
}
