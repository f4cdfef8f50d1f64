import { readDto } from '../../common/http/body.pipe.js';
import { assertValid } from '../../common/http/validate-dto.js';

/** A message without fields. */
class NoFields {}

/** For routes that need no body: throws `VALIDATION_FAILED` unless there is none, or an object without fields. */
export function refuseFields(body: unknown): void {
  if (body !== undefined) assertValid(readDto(NoFields, body).faults, 'The body');
}
