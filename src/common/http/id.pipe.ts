import type { PipeTransform } from '@nestjs/common';
import { textFault } from '../json-faults.js';
import { assertValid } from './validate-dto.js';

/** Checks the `{id}` of a path against a pattern. */
export class IdPipe implements PipeTransform<string, string> {
  constructor(private readonly pattern: RegExp) {}

  transform(id: string): string {
    if (this.pattern.test(id)) return id;
    const message = textFault(id) ?? `must match ${this.pattern.source}`;
    assertValid([{ path: 'id', message }], 'The path');
    return id;
  }
}
