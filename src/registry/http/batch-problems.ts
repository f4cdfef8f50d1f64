import type { DomainError } from '../../common/domain-error.js';
import { type Problem, toProblem } from '../../common/problem.js';

/** Most characters in which one answer names the wrong fields of its items: the names can be longer than what was sent. */
const MOST_NAMED = 1_024 * 1_024;

/** The problems of one batch. When they have named very much, those that follow name no fields. */
export class BatchProblems {
  private named = 0;

  of(error: DomainError): Problem {
    const problem = toProblem(error);
    for (const { path, message } of error.errors) this.named += path.length + message.length;
    if (this.named <= MOST_NAMED) return problem;
    const { type, title, status, detail, code } = problem;
    const told = `${detail} Fields are not named any more in this answer.`;
    return { type, title, status, detail: told, code };
  }
}
