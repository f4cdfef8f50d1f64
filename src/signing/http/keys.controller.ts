import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { actorOf, roleOf } from '../../common/http/actor.js';
import { ApiProblems } from '../../common/http/api-problems.js';
import { BodyPipe } from '../../common/http/body.pipe.js';
import { IdPipe } from '../../common/http/id.pipe.js';
import { refuseQuery } from '../../common/http/refuse-query.js';
import { stateOf } from '../keys/key-ring.js';
import { SigningKeys } from '../keys/signing-keys.service.js';
import { KeyRingDto } from './dto/key-ring.dto.js';
import { RevokeKeyDto } from './dto/revoke-key.dto.js';

/** A thumbprint: SHA-256 in base64url. */
const KID = new IdPipe(/^[A-Za-z0-9_-]{43}$/);

/** What operators do with the signing keys. */
@ApiTags('Operators')
@Controller('signing/keys')
export class KeysController {
  constructor(
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The signing keys, without what is private in them' })
  @ApiResponse({ status: 200, type: KeyRingDto })
  @ApiProblems()
  list(@Req() request: Request): KeyRingDto {
    refuseQuery(request.originalUrl);
    return this.view();
  }

  @Post('rotate')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Let the next key take over',
    description:
      'Publishes a new key at once; it signs from the first start of a 10-minute window on that is 20 minutes away, when ' +
      'every reader knows it. While one waits already, nothing changes.',
  })
  @ApiResponse({ status: 200, type: KeyRingDto })
  @ApiProblems('SIGNING_UNAVAILABLE', 'STORAGE_UNAVAILABLE')
  async rotate(@Req() request: Request): Promise<KeyRingDto> {
    await this.keys.rotate(actorOf(request, 'operator'));
    return this.view();
  }

  @Post(':kid/revoke')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Trust a key no more',
    description:
      'At once: it leaves the key set, and everything is signed again with the key that waits, or with a new one. Readers ' +
      'fetch the key set again when they meet a key that they do not know.',
  })
  @ApiParam({ name: 'kid', example: 'y1Hep7eyps5UW7-SSCLQGGMCVJ1bkMVUhUJLeTO-RS8' })
  @ApiBody({ type: RevokeKeyDto })
  @ApiResponse({ status: 200, type: KeyRingDto })
  @ApiProblems('KEY_NOT_FOUND', 'SIGNING_UNAVAILABLE', 'STORAGE_UNAVAILABLE')
  async revoke(
    @Param('kid', KID) kid: string,
    @Body(new BodyPipe(RevokeKeyDto)) { reason }: RevokeKeyDto,
    @Req() request: Request,
  ): Promise<KeyRingDto> {
    if (!(await this.keys.revoke(kid, reason, actorOf(request, 'operator')))) {
      throw new DomainError('KEY_NOT_FOUND', `There is no signing key "${kid}".`);
    }
    return this.view();
  }

  private view(): KeyRingDto {
    const { ring } = this.keys;
    const now = this.clock.now();
    const keys = ring.map((key) => ({
      kid: key.kid,
      alg: key.alg,
      source: key.source,
      state: stateOf(ring, key, now),
      created_at: new Date(key.createdAt).toISOString(),
      activates_at: new Date(key.activatesAt).toISOString(),
      revoked: key.revoked && {
        ...key.revoked,
        at: new Date(key.revoked.at).toISOString(),
        actor: roleOf(key.revoked.actor),
      },
    }));
    return { keys };
  }
}
