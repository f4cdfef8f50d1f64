import { Injectable, Logger } from '@nestjs/common';
import type { BatchItems } from '../../bodies/batch-items.js';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import type { Caller } from '../../common/http/caller.js';
import { readDto } from '../../common/http/body.pipe.js';
import { assertValid, type DtoClass } from '../../common/http/validate-dto.js';
import { TimeSlice } from '../../common/time-slice.js';
import type { Scope } from '../../manifest/scope.js';
import type { BatchAnswerDto, BatchResultDto } from '../dto/batch-answer.dto.js';
import { HeartbeatDto } from '../dto/heartbeat.dto.js';
import { RegisterItemDto } from '../dto/register-item.dto.js';
import { HeartbeatService } from '../heartbeat.service.js';
import type { MemberProof } from '../../identity/member-proof.js';
import { RegistrationService } from '../registration.service.js';
import { Answers } from './answers.service.js';
import { BatchProblems } from './batch-problems.js';
import { RequestDeadline } from './request-deadline.service.js';
import { WorkWindow } from './work-window.js';

/**
 * Most items that are worked on at a time: two full writes of the store, so that the next one is made ready while one
 * is flushed.
 */
const ITEMS_AT_ONCE = 512;

type Result = Pick<BatchResultDto, 'status' | 'answer'>;

/** What is done with each item of a batch. */
interface ItemWork<T extends object> {
  readonly dto: DtoClass<T>;
  readonly work: (dto: T) => Promise<Result>;
}

/** Runs the single routes over many items. One bad item does not affect the others; many share a flush to disk. */
@Injectable()
export class BatchService {
  private readonly logger = new Logger('Batch');

  constructor(
    private readonly registration: RegistrationService,
    private readonly heartbeats: HeartbeatService,
    private readonly answers: Answers,
    private readonly clock: Clock,
    private readonly deadline: RequestDeadline,
  ) {}

  /** `proof` is that of the whole request; each item that needs a signature is taken only with it. */
  register(
    scope: Scope,
    items: BatchItems,
    caller: Caller,
    proof: MemberProof,
  ): Promise<BatchAnswerDto> {
    const work = async (dto: RegisterItemDto): Promise<Result> => {
      const expected = { ifMatch: dto.if_match, ifNoneMatch: dto.if_none_match };
      const registered = await this.registration.register(scope, dto, caller, expected, proof);
      const status = registered.outcome === 'registered' ? 201 : 200;
      return { status, answer: this.answers.registered(registered) };
    };
    return this.run(items, { dto: RegisterItemDto, work });
  }

  /** See {@link BatchService.register}. */
  heartbeat(
    scope: Scope,
    items: BatchItems,
    actor: string,
    proof: MemberProof,
  ): Promise<BatchAnswerDto> {
    const work = async (dto: HeartbeatDto): Promise<Result> => {
      const heard = await this.heartbeats.beat(scope, dto, actor, proof);
      return { status: 200, answer: this.answers.heard(heard) };
    };
    return this.run(items, { dto: HeartbeatDto, work });
  }

  /** Items that are not begun when the sender leaves are not done. */
  private async run<T extends object>(
    items: BatchItems,
    itemWork: ItemWork<T>,
  ): Promise<BatchAnswerDto> {
    const results: BatchResultDto[] = [];
    const problems = new BatchProblems();
    const window = new WorkWindow(ITEMS_AT_ONCE, items.atOnce);
    const slice = new TimeSlice(this.clock);
    /** Items with the same id take their turns in order. */
    const lastOfId = new Map<string, Promise<void>>();
    const running = new Set<Promise<void>>();
    for (let index = 0; index < items.count; index += 1) {
      await slice.pause();
      const size = items.sizeOf(index);
      await window.enter(size);
      if (items.isReleased) break;
      const item = parsed(items, index);
      await slice.pause();
      const id = idOf(item);
      const before = id === null ? undefined : lastOfId.get(id);
      const done = this.one(item, itemWork, problems, before).then((result) => {
        results[index] = { index, id, ...result };
        window.leave(size);
        running.delete(done);
      });
      if (id !== null) lastOfId.set(id, done);
      running.add(done);
    }
    items.release();
    await Promise.all(running);
    return { results };
  }

  private async one<T extends object>(
    item: unknown,
    { dto, work }: ItemWork<T>,
    problems: BatchProblems,
    before: Promise<void> | undefined,
  ): Promise<Omit<BatchResultDto, 'index' | 'id'>> {
    try {
      if (item instanceof DomainError) throw item;
      const read = readDto(dto, item);
      assertValid(read.faults, 'The item');
      await before;
      return await this.deadline.of(work(read.dto));
    } catch (error) {
      const domainError = error instanceof DomainError ? error : this.unexpected(error);
      return { status: domainError.status, problem: problems.of(domainError) };
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

/** An item, or why it is not valid. */
function parsed(items: BatchItems, index: number): unknown {
  try {
    return items.parse(index);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

function idOf(item: unknown): string | null {
  if (item instanceof DomainError) return null;
  const id = (item as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? id.toWellFormed().slice(0, 200) : null;
}
