import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const LIST = readFileSync(join(ROOT, 'ops/bench/checks/let-through.mjs'), 'utf8');
const MODULES = [...LIST.matchAll(/^ {2}'([\w/.-]+)\.js': \{/gm)].map(([, module = '']) => module);

// The benchmark names modules by their paths, so a move of a file would end it.
describe('the list of checks that the benchmark turns off', () => {
  it('should be read here', () => {
    expect(MODULES.length).toBeGreaterThan(10);
  });

  it.each(MODULES)('should name a module that exists: %s', (module) => {
    expect(existsSync(join(ROOT, 'src', `${module}.ts`))).toBe(true);
  });
});
