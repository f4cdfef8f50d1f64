import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { DomainError } from '../../common/domain-error.js';
import { MigrateError } from './migrate-error.js';
import { patiently } from './patiently.js';

/** Fails with these, one after the other, then answers. */
async function run(...failures: unknown[]): Promise<{ answer: unknown; waits: number[] }> {
  const waits: number[] = [];
  const wait = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  const work = () => {
    const failure = failures.shift();
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- anything may be thrown
    return failure === undefined ? Promise.resolve('done') : Promise.reject(failure);
  };
  const answer = await patiently('The database', wait, work).catch((error: unknown) => error);
  return { answer, waits };
}

function failure(message: string, code?: number): mongo.MongoError {
  return new mongo.MongoServerError({ message, code });
}

describe(patiently.name, () => {
  it('should try again, with longer and longer pauses', async () => {
    const hidden = new DomainError('STORAGE_UNAVAILABLE', 'no', { cause: failure('busy', 16_500) });
    const { answer, waits } = await run(failure('not primary', 10_107), hidden);
    expect({ answer, waits }).toEqual({ answer: 'done', waits: [250, 500] });
  });

  it('should give up in the end, and show no password', async () => {
    const { answer, waits } = await run(
      ...Array.from({ length: 9 }, () => failure('mongodb://u:p@h is away.')),
    );
    expect(waits).toHaveLength(5);
    expect(answer).toBeInstanceOf(MigrateError);
    expect(answer).toMatchObject({
      message: expect.stringMatching(/^The database fails: mongodb:\/\/\*\*\*@h is away\. The/),
    });
  });

  it('should not try again where that changes nothing', async () => {
    const { answer, waits } = await run(failure('not authorized on x', 13));
    expect(waits).toEqual([]);
    expect(answer).toMatchObject({ message: expect.stringContaining('not authorized on x') });
  });

  it.each([new MigrateError('refused'), new TypeError('a fault of the program')])(
    'should hand on %s',
    async (error) => {
      expect(await run(error)).toEqual({ answer: error, waits: [] });
    },
  );
});
