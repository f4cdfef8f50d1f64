/** How many statements one core signs: the built classes in this process, as they sign ahead of the readers. */
import 'reflect-metadata';
import { performance } from 'node:perf_hooks';
import { pathToFileURL, URL } from 'node:url';
import { makeManifests } from './manifests.mjs';
import { median } from './statistics.mjs';

const ALGORITHMS = ['EdDSA', 'ES256'];
const ENTRIES = 5_000;
const TENANT = 'default';

/**
 * @param {import('./directory-process.mjs').Launcher} launcher
 * @param {{ rounds: number }} options
 */
export async function benchSignatures({ program }, { rounds }) {
  const load = (path) => import(new URL(path, pathToFileURL(program)).href);
  const entries = await makeEntries(load);
  const results = [];
  for (const algorithm of ALGORITHMS) {
    console.error(`measuring: signatures with ${algorithm}`);
    const { statements, signer } = await makeSigner(load, algorithm);
    const runs = [];
    // The first round warms up.
    for (let round = 0; round <= rounds; round += 1) {
      // In another slot everything is to be signed again.
      runs.push(signAll(statements, entries, { ...signer.next() }));
    }
    const counted = runs.slice(1);
    results.push({
      algorithm,
      perSecond: median(counted.map((one) => one.perSecond)),
      perCpuSecond: median(counted.map((one) => one.perCpuSecond)),
    });
  }
  return results;
}

function signAll(statements, entries, slot) {
  const [begin, cpuBefore] = [performance.now(), process.cpuUsage()];
  for (const entry of entries) statements.prepare(entry, slot);
  const { user, system } = process.cpuUsage(cpuBefore);
  const milliseconds = performance.now() - begin;
  if (entries.some(({ statements: held }) => held.get(slot) === undefined)) {
    throw new Error('Not every entry was signed');
  }
  return {
    perSecond: (entries.length / milliseconds) * 1_000,
    perCpuSecond: (entries.length / (user + system)) * 1e6,
  };
}

async function makeEntries(load) {
  const { register } = await load('./manifest/lifecycle.js');
  const { normaliseManifest } = await load('./manifest/normalise-manifest.js');
  const { prepareManifest } = await load('./manifest/prepared-manifest.js');
  const { HeldStatements } = await load('./catalog/held-statements.js');
  return makeManifests(0, ENTRIES).map((manifest, index) => {
    const context = { changeId: `${index}`, actor: 'bench', at: 0, countedAt: 0 };
    const prepared = prepareManifest(normaliseManifest(manifest));
    const draft = register(undefined, TENANT, prepared, context);
    const record = { ...draft, revision: 1_790_000_000 + index, position: index };
    return { record, status: 'healthy', statements: new HeldStatements() };
  });
}

async function makeSigner(load, algorithm) {
  const { SystemClock } = await load('./common/system-clock.js');
  const { loadConfig } = await load('./config/load-config.js');
  const { KeySources } = await load('./signing/keys/key-sources.js');
  const { SigningKeys } = await load('./signing/keys/signing-keys.service.js');
  const { StatementSigner } = await load('./signing/statement-signer.service.js');
  const { SharedSettings } = await load('./storage/shared-settings.service.js');
  const { Statements } = await load('./catalog/statements.service.js');
  const clock = new SystemClock();
  const config = loadConfig({ SIGNING_ALGORITHM: algorithm });
  const settings = new SharedSettings(settingsInMemory());
  await settings.load();
  const keys = new SigningKeys(settings, new KeySources(config, 'bench'), config, clock);
  await keys.load();
  const signer = new StatementSigner(keys, clock, config);
  return { signer, statements: new Statements(signer, clock) };
}

/** A `SettingsStore` that forgets everything in the end. */
function settingsInMemory() {
  let take;
  return {
    follow: async (listener) => {
      take = listener;
    },
    refresh: async () => {},
    put: async (name, revision, value) => {
      const setting = { name, revision: revision + 1, value };
      take(setting);
      return setting;
    },
  };
}
