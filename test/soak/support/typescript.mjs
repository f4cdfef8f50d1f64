/** Preloaded into a process that runs the tests' TypeScript: compiles it as Jest does. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import jest from '../../../ops/jest.config.mjs';

const [[, options]] = Object.values(jest.transform);

registerHooks({
  resolve(name, context, next) {
    const isOurs = name.startsWith('.') && context.parentURL?.endsWith('.ts');
    return next(isOurs ? name.replace(/\.js$/, '.ts') : name, context);
  },
  load(url, context, next) {
    if (!url.endsWith('.ts')) return next(url, context);
    const filename = fileURLToPath(url);
    const source = readFileSync(filename, 'utf8');
    const { code } = transformSync(source, { ...options, filename, sourceMaps: 'inline' });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
