import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');

interface Locked {
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly integrity?: string;
  readonly inBundle?: boolean;
}

async function json<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(join(ROOT, file), 'utf8')) as T;
}

describe('The supply chain', () => {
  /** Packages by name; several may have one. */
  async function packages(): Promise<[name: string, locked: Locked][]> {
    const lock = await json<{ packages: Record<string, Locked> }>('package-lock.json');
    return Object.entries(lock.packages)
      .filter(([path]) => path !== '')
      .map(([path, locked]) => [path.replace(/^.*node_modules\//, ''), locked]);
  }

  it('should decide on the install scripts of each package that has some, and of no other', async () => {
    const { allowScripts } = await json<{ allowScripts: Record<string, boolean> }>('package.json');
    const withScripts = (await packages()).filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(Object.keys(allowScripts).sort()).toEqual(withScripts.map(([name]) => name).sort());
  });

  it('should run no install script of what goes into production', async () => {
    const { allowScripts } = await json<{ allowScripts: Record<string, boolean> }>('package.json');
    const allowed = (await packages()).filter(
      ([name, { hasInstallScript, dev }]) => hasInstallScript && !dev && allowScripts[name],
    );
    expect(allowed).toEqual([]);
    expect(await readFile(join(ROOT, 'Dockerfile'), 'utf8')).toMatch(/npm ci --ignore-scripts$/m);
  });

  it('should have npm refuse scripts that nobody has decided on', async () => {
    expect(await readFile(join(ROOT, '.npmrc'), 'utf8')).toMatch(/^strict-allow-scripts=true$/m);
  });

  it('should tell the telemetry of a dependency, with an npm that runs all scripts too, to stay off', async () => {
    expect(await json('package.json')).toMatchObject({ scarfSettings: { enabled: false } });
  });

  it('should know the content of each package', async () => {
    const unknown = (await packages()).filter(
      ([, { integrity, inBundle }]) => !integrity && !inBundle,
    );
    expect(unknown).toEqual([]);
  });
});
