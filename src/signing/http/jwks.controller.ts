import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Clock } from '../../common/clock.js';
import { ApiConditional } from '../../common/http/api-conditional.js';
import { ApiProblems } from '../../common/http/api-problems.js';
import { etagOf } from '../../common/http/etag.js';
import { refuseQuery } from '../../common/http/refuse-query.js';
import { sendDocument } from '../../common/http/send-document.js';
import { canonicalJson } from '../../manifest/canonical-json.js';
import { publishedKeys } from '../keys/key-ring.js';
import { SigningKeys } from '../keys/signing-keys.service.js';
import { JwksDto } from './dto/jwks.dto.js';

const CACHE_CONTROL = 'public, max-age=300';

/** The public keys, for whoever verifies. */
@ApiTags('Discovery')
@Controller('.well-known')
export class JwksController {
  constructor(
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  @Get('jwks.json')
  @ApiOperation({
    summary: 'The keys that statements are verified with (RFC 7517)',
    description:
      'A key is in here 20 minutes before it signs and until what it signed has run out, so that a key set may be kept ' +
      'for 10 minutes. A revoked key goes at once.',
  })
  @ApiResponse({ status: 200, type: JwksDto })
  @ApiConditional()
  @ApiProblems()
  jwks(@Req() request: Request, @Res() response: Response): void {
    refuseQuery(request.originalUrl);
    const body = canonicalJson({
      keys: publishedKeys(this.keys.ring, this.clock.now()).map(({ alg, kid, publicKey }) => ({
        alg,
        kid,
        use: 'sig',
        ...publicKey,
      })),
    });
    sendDocument(request, response, { body: Buffer.from(body), etag: etagOf(body) }, CACHE_CONTROL);
  }
}
