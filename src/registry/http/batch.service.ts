import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import type { Caller } from '../../common/http/caller.js';
import { readDto } from '../../common/http/body.pipe.js';
import { assertValid, type DtoClass } from '../../common/http/validate-dto.js';
import { toProblem } from '../../common/problem.js';
import { TimeSlice } from '../../common/time-slice.js';
import type { Scope } from '../../manifest/scope.js';
import type { BatchAnswerDto, BatchResultDto } from '../dto/batch-answer.dto.js';
import { HeartbeatDto } from '../dto/heartbeat.dto.js';
import { RegisterServerDto } from '../dto/register-server.dto.js';
import { HeartbeatService } from '../heartbeat.service.js';
import type { MemberProof } from '../member-proof/member-proof.js';
import { RegistrationService } from '../registration.service.js';
import { Answers } from './answers.service.js';

type Result = Pick<BatchResultDto, 'status' | 'answer'>;

/** Runs the single routes over many items. One bad item spoils no other; all share the flush to disk. */
@Injectable()
export class BatchService {
  private readonly logger = new Logger('Batch');

  constructor(
    private readonly registration: RegistrationService,
    private readonly heartbeats: HeartbeatService,
    private readonly answers: Answers,
    private readonly clock: Clock,
  ) {}

  /** `proof` is that of the whole request; each item that needs a signature is taken only with it. */
  register(
    scope: Scope,
    items: readonly unknown[],
    caller: Caller,
    proof: MemberProof,
  ): Promise<BatchAnswerDto> {
    return this.run(items, RegisterServerDto, async (dto) => {
      const registered = await this.registration.register(scope, dto, caller, undefined, proof);
      const status = registered.outcome === 'registered' ? 201 : 200;
      return { status, answer: this.answers.registered(registered) };
    });
  }

  /** See {@link BatchService.register}. */
  heartbeat(
    scope: Scope,
    items: readonly unknown[],
    actor: string,
    proof: MemberProof,
  ): Promise<BatchAnswerDto> {
    return this.run(items, HeartbeatDto, async (dto) => {
      const heard = await this.heartbeats.beat(scope, dto, actor, proof);
      return { status: 200, answer: this.answers.heard(heard) };
    });
  }

  private async run<T extends { readonly id: string }>(
    items: readonly unknown[],
    dto: DtoClass<T>,
    work: (dto: T) => Promise<Result>,
  ): Promise<BatchAnswerDto> {
    /** Items with the same id take their turns in order. */
    const lastOfId = new Map<string, Promise<unknown>>();
    const results: Promise<BatchResultDto>[] = [];
    const slice = new TimeSlice(this.clock);
    for (const [index, item] of items.entries()) {
      await slice.pause();
      const id = idOf(item);
      const before = id === null ? undefined : lastOfId.get(id);
      const result = this.one(item, dto, work, before).then((done) => ({ index, id, ...done }));
      if (id !== null) lastOfId.set(id, result);
      results.push(result);
    }
    return { results: await Promise.all(results) };
  }

  private async one<T extends object>(
    item: unknown,
    dto: DtoClass<T>,
    work: (dto: T) => Promise<Result>,
    before: Promise<unknown> | undefined,
  ): Promise<Omit<BatchResultDto, 'index' | 'id'>> {
    try {
      const read = readDto(dto, item);
      assertValid(read.faults, 'The item');
      await before;
      return await work(read.dto);
    } catch (error) {
      const domainError = error instanceof DomainError ? error : this.unexpected(error);
      return { status: domainError.status, problem: toProblem(domainError) };
    }
  }

  private unexpected(error: unknown): DomainError {
    this.logger.error({ msg: 'Unexpected error in a batch', err: error });
    return new DomainError(
      'INTERNAL_ERROR',
      'The directory made a mistake; its log has the cause.',
    );
  }
}

function idOf(item: unknown): string | null {
  const id = (item as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? id.toWellFormed().slice(0, 200) : null;
}
