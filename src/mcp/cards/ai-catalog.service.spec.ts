import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { AiCatalog } from './ai-catalog.service.js';

describe('AiCatalog', () => {
  it('should render one document at a time: a Host header may have any port', async () => {
    const steps: string[] = [];
    const listed = (): never[] => {
      steps.push('begins');
      return [];
    };
    const catalog = { of: () => ({ version: 1, visibleCount: 0, listed }) };
    const documents = new AiCatalog(catalog as never, { version: '1' } as never, new ManualClock());
    const ports = [1, 2, 3];
    await Promise.all(
      ports.map(async (port) => {
        await documents.document(`http://localhost:${port}`);
        steps.push('is there');
      }),
    );
    expect(steps).toEqual(ports.flatMap(() => ['begins', 'is there']));
  });
});
