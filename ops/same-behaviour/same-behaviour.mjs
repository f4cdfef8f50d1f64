/**
 * `npm run same-behaviour -- REF`: whether this program answers every request as that of the Git commit REF does.
 * Both run with a fixed clock and the same chance; status, headers and bytes are compared. For changes of the shape.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { URL, fileURLToPath } from 'node:url';
import { makeTempFolder } from '../bench/clean-up.mjs';
import { Launcher } from '../bench/directory-process.mjs';
import { exchange } from './exchange.mjs';
import { mcpRequests } from './mcp-requests.mjs';
import { restRequests } from './rest-requests.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FIXED_WORLD = new URL('./fixed-world.mjs', import.meta.url).href;
const SETTINGS = {
  FED_DIR_SIGNING_SECRET: 'the-same-secret-in-both-programs-0123456789',
  PUBLIC_URL: 'http://localhost:9405',
  LOG_LEVEL: 'fatal',
};
/** What depends on the machine or on the moment. */
const VARYING = [
  [/^Date: .*\r\n/gm, ''],
  // The epoch of the feed is drawn by the store at each start, and its length counts in the chunk.
  [/^[0-9a-f]+\r\n(event: \w+\nid: )\d+/gm, '$1epoch'],
  [/^id: \d{10,}\./gm, 'id: epoch.'],
  // Timers of the program draw too, at moments of their own.
  [/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, 'uuid'],
  [/^retry: \d+/gm, 'retry: 1'],
  [/^(Mcp-Session-Id: \w+\.[\d-]+\.).*/gm, '$1rest'],
  // Taken from time to time.
  [/"leased":\d+/g, '"leased":1'],
  [/"leases":\{"live":\d+,"total":\d+/g, '"leases":{"live":1,"total":1'],
  [/"(?:[a-z0-9_]*(?:_ms|_bytes|_mib|memory|rss|uptime)[a-z0-9_]*)":\s?[\d.]+/g, '"measured":0'],
  [/"connections":\{"used":\d+/g, '"connections":{"used":1'],
];
/** In health answers: how busy the machine keeps the event loop, and whether the sweeper has run yet. */
const BUSY = [
  [/^Content-Length: .*\r\n/gm, ''],
  [/"(?:event_loop|sweeper)":\{[^}]*\},?/g, ''],
  [/^\{"status":"(ok|degraded)"/gm, '{"status":"ok"'],
  [/^\[[-+]\](?:event_loop|sweeper) .*\n/gm, ''],
];

function git(...args) {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
}

/** Builds the program of a commit in a folder of its own; returns its main.js. */
function buildOf(ref) {
  const folder = join(makeTempFolder(), 'old');
  git('worktree', 'add', '--detach', folder, ref);
  process.once('exit', () => git('worktree', 'remove', '--force', folder));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  execFileSync('npm', ['run', 'build'], { cwd: folder, stdio: 'ignore' });
  return join(folder, 'dist/main.js');
}

/** A data folder that the old program made: its keys and its epoch are drawn by chance. */
async function foundingOf(program) {
  const folder = makeTempFolder();
  const directory = await new Launcher({ program }).start(folder, SETTINGS, FIXED_WORLD);
  await directory.stop();
  return folder;
}

/** All answers of a program, in the order of the requests. */
async function record(program, founding) {
  const folder = makeTempFolder();
  cpSync(founding, folder, { recursive: true });
  const directory = await new Launcher({ program }).start(folder, SETTINGS, FIXED_WORLD);
  await directory.ask('begin again');
  const port = Number(new URL(directory.url).port);
  const answers = [];
  for (const request of [...restRequests(), ...mcpRequests()]) {
    const answer = await exchange(port, request).catch((error) => `no answer: ${error.message}`);
    answers.push({ request, answer: comparable(answer, request.path) });
  }
  await directory.stop();
  return answers;
}

function comparable(answer, path) {
  const patterns = path.includes('/health') ? [...VARYING, ...BUSY] : VARYING;
  return patterns.reduce((text, [pattern, instead]) => text.replace(pattern, instead), answer);
}

function show({ method, path, headers, body }) {
  const rest = [headers && JSON.stringify(headers), body?.slice(0, 120)].filter(Boolean).join(' ');
  return `${method} ${path} ${rest}`.trim();
}

const [ref, report] = process.argv.slice(2);
if (ref === undefined) {
  console.error('Usage: npm run same-behaviour -- REF [FILE]');
  console.error(
    'REF: the Git commit to compare with. FILE: where the differences are written in full.',
  );
  process.exit(2);
}
const old = buildOf(ref);
const founding = await foundingOf(old);
const before = await record(old, founding);
const after = await record(join(ROOT, 'dist/main.js'), founding);
const different = before.flatMap(({ request, answer }, index) =>
  after[index].answer === answer ? [] : [{ request, before: answer, after: after[index].answer }],
);
for (const { request } of different.slice(0, 20)) console.log(`differs: ${show(request)}`);
console.log(`${before.length} requests, ${different.length} answered in another way`);
if (report !== undefined) writeFileSync(report, JSON.stringify(different, null, 1));
process.exitCode = different.length === 0 ? 0 : 1;
