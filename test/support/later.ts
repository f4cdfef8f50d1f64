import { jest } from '@jest/globals';

/**
 * Does `work` as if so many milliseconds had passed on the system's clock, which the circuit breakers of a library go by:
 * they take no other.
 */
export async function later<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const now = Date.now.bind(Date);
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + ms);
  try {
    return await work();
  } finally {
    clock.mockRestore();
  }
}
