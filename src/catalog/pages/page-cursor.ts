import { DomainError } from '../../common/domain-error.js';
import { ID_PATTERN } from '../../manifest/manifest-limits.js';
import type { Selection } from '../selection/selection.js';

/** A place in the order of a query: behind this server. Servers that come and go elsewhere do not move it. */
export interface PageCursor {
  readonly id: string;
  /** Its score, where the order is that of the scores. */
  readonly score?: number;
}

const CURSOR = /^(?:(?<score>\d{1,12}(?:\.\d{1,17})?)~)?(?<id>[^~]{1,128})$/;

/** The cursor as text, for the member `next` and the parameter `after`: the id, or score and id. */
export function cursorText(id: string, score: number | undefined): string {
  return score === undefined ? id : `${score}~${id}`;
}

/** The cursor of a text; `undefined` = it is not one. */
export function readCursor(text: string): PageCursor | undefined {
  const { score, id = '' } = CURSOR.exec(text)?.groups ?? {};
  if (!ID_PATTERN.test(id)) return undefined;
  return score === undefined ? { id } : { id, score: Number(score) };
}

/**
 * Index of the first selected server behind a cursor.
 * @throws VALIDATION_FAILED when the cursor is of another order than the selection
 */
export function indexAfter(selection: Selection, { id, score }: PageCursor): number {
  const { total, scores } = selection;
  if ((scores === undefined) !== (score === undefined)) {
    const message = 'must be the member next of an answer to the same query';
    throw new DomainError('VALIDATION_FAILED', 'The request is not valid.', {
      errors: [{ path: 'after', message }],
    });
  }
  const isBehind = (index: number): boolean => {
    const difference = (score ?? 0) - (scores?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
    const [other = ''] = selection.slice(index, index + 1);
    return other > id;
  };
  let low = 0;
  let high = total;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBehind(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
