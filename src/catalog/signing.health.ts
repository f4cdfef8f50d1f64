import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { AppConfig } from '../config/app-config.js';
import { SigningKeys } from '../signing/keys/signing-keys.service.js';
import { StatementSigner } from '../signing/statement-signer.service.js';
import { Statements } from './statements.service.js';

/** Whether statements can be signed; nothing when the directory signs none. */
@Injectable()
export class SigningHealthIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly config: AppConfig,
    private readonly keys: SigningKeys,
    private readonly signer: StatementSigner,
    private readonly statements: Statements,
  ) {}

  check(): HealthIndicatorResult {
    if (!this.signer.isOn) return {};
    const indicator = this.indicators.check('signing');
    const slot = this.signer.current();
    const facts = {
      backend: this.config.signingBackend,
      algorithm: slot?.signer.alg ?? this.config.signingAlgorithm,
      kid: slot?.signer.kid ?? null,
      waiting: this.statements.waiting,
      note: this.keys.fault,
    };
    const message =
      slot === undefined ? (this.keys.fault ?? 'there is no key') : this.statements.fault;
    return message === null ? indicator.up(facts) : indicator.degraded({ ...facts, message });
  }
}
