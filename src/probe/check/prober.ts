import { BrokenCircuitError, type CircuitBreakerPolicy } from 'cockatiel';
import type { Clock } from '../../common/clock.js';
import type { Ask, Dialler } from '../../outbound/dial/dialler.js';
import { outcomeOfFailure, withoutHttp } from './failure-outcome.js';
import { HostBreakers } from './host-breakers.js';
import { checkMcp } from './mcp-check.js';
import { commonHeaders, type ProbeClient } from './mcp-questions.js';
import { outcomeOfStatus, type ProbeOutcome } from './probe-outcome.js';
import type { ProbeTarget } from './probe-target.js';

/** Asks servers how they are, one question each. */
export class Prober {
  private readonly breakers = new HostBreakers();

  constructor(
    private readonly dialler: Dialler,
    private readonly client: ProbeClient,
    private readonly clock: Clock,
  ) {}

  /**
   * What a probe of the target finds. Rejects only when `stop` says so.
   * @param onDemand asks even where nobody could be reached for the last tries
   */
  async probe(target: ProbeTarget, stop: AbortSignal, onDemand = false): Promise<ProbeOutcome> {
    const { url, origin, timeoutMs } = target;
    if (onDemand) this.breakers.forget(origin);
    const breaker = this.breakers.of(origin);
    const heard = { http: false };
    // Not `AbortSignal.any`: what listens to it is kept for as long as `stop` lives.
    const end = new AbortController();
    const stopped = (): void => {
      end.abort(stop.reason);
    };
    stop.addEventListener('abort', stopped);
    const cancel = this.clock.after(timeoutMs, () => {
      end.abort();
    });
    try {
      stop.throwIfAborted();
      return await breaker.execute(() =>
        this.dialler.converse(url, (ask) => {
          const noted: Ask = async (question, signal) => {
            const answer = await ask(question, signal);
            heard.http = true;
            return answer;
          };
          return this.ask(noted, target, end.signal);
        }),
      );
    } catch (error) {
      stop.throwIfAborted();
      if (end.signal.aborted) {
        const detail = `no answer within ${timeoutMs / 1_000} s`;
        return heard.http ? { state: 'timeout', detail } : withoutHttp(detail);
      }
      return error instanceof BrokenCircuitError ? asBefore(breaker) : outcomeOfFailure(error);
    } finally {
      cancel();
      stop.removeEventListener('abort', stopped);
    }
  }

  private async ask(ask: Ask, { kind }: ProbeTarget, signal: AbortSignal): Promise<ProbeOutcome> {
    if (kind === 'mcp') return checkMcp(ask, this.client, signal, this.clock);
    const headers = { ...commonHeaders(this.client), Accept: '*/*' };
    const { statusCode } = await ask({ method: 'GET', headers }, signal);
    return outcomeOfStatus(statusCode);
  }
}

/** The outcome for a server on an origin that could not be reached at the last tries. */
function asBefore({ lastFailure }: CircuitBreakerPolicy): ProbeOutcome {
  const error = lastFailure && 'error' in lastFailure ? lastFailure.error : undefined;
  const { state, detail, cause = '' } = outcomeOfFailure(error);
  return { state, detail, cause: `${cause}, at the last tries on this host`, isAssumed: true };
}
