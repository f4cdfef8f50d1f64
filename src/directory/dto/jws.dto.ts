import { ApiProperty } from '@nestjs/swagger';

/** A JSON Web Signature, flattened (RFC 7515, section 7.2.2). */
export class JwsDto {
  @ApiProperty({
    example: 'eyJkaWciOnsic2hhLTI1NiI6IkhLc05kM1NobnlvLU4zaWl…',
    description:
      'base64url of canonical JSON: `iss`, `sub` (the id), `ver`, `rev`, `st` (the status), `iat`, `nbf`, `exp` (seconds) and ' +
      '`dig`, the SHA-256 of the canonical manifest.',
  })
  payload!: string;

  @ApiProperty({
    example: 'eyJhbGciOiJFZERTQSIsImtpZCI6InkxSGVwN2V5cHM…',
    description: 'base64url of `alg`, `kid` and `typ`. The keys are at `/.well-known/jwks.json`.',
  })
  protected!: string;

  @ApiProperty({ example: 'kqvZzqmIl4wYBDNUbNiAUyyjbHVCv3Ce2h1RRmSvN9w…' })
  signature!: string;
}
