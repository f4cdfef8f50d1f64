import { describe, expect, it } from '@jest/globals';
import { PinoLogger } from './pino-logger.js';

const SECRET = 'geheim-4711';

describe(PinoLogger.name, () => {
  it('should write errors without the secrets that they carry', () => {
    const lines: string[] = [];
    const logger = new PinoLogger('info', false, { write: (line) => lines.push(line) });
    const error = Object.assign(new Error('failed'), {
      config: { headers: { Authorization: SECRET } },
    });
    logger.error({ msg: 'A call failed', err: error }, 'Http');
    logger.warn(error, 'Http');
    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toContain(SECRET);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'error',
      context: 'Http',
      msg: 'A call failed',
      err: { type: 'Error', message: 'failed', stack: expect.stringContaining('pino-logger.spec') },
    });
  });
});
