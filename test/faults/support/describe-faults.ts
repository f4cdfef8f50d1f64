import { describe } from '@jest/globals';
import { describeWithServices, type Urls } from '../../support/services.js';
import { Services } from './services.js';

/**
 * A `describe` for tests that kill the shared servers: `TEST_SERVICES` names the script that does so. Where it is not
 * set they are skipped, or fail with `REQUIRE_SERVICES=1`.
 */
export function describeFaults(name: string, body: (urls: Urls, services: Services) => void): void {
  const script = process.env['TEST_SERVICES'] ?? '';
  if (script === '' && process.env['REQUIRE_SERVICES'] === '1')
    throw new Error(`${name}: TEST_SERVICES is not set, and REQUIRE_SERVICES=1 demands it.`);
  if (script === '') {
    process.stderr.write(`Skipped: ${name} (TEST_SERVICES not set)\n`);
    describe.skip(name, () => {
      body({ redis: '', mongodb: '' }, new Services(''));
    });
    return;
  }
  describeWithServices(name, ['mongodb', 'redis-server'], (urls) => {
    body(urls, new Services(script));
  });
}
