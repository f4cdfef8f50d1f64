/**
 * Runs the fault tests: with `--only <word>` first, only the files with this word in their names; the rest is for Jest. The
 * history alone takes 30 minutes, unless HISTORY_MINUTES says otherwise.
 */
import process from 'node:process';

const NODE = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const JEST = ['node_modules/jest/bin/jest.js', '--config', 'ops/jest.faults.config.mjs'];

const given = process.argv.slice(2);
const only = given[0] === '--only' ? given.splice(0, 2)[1] : undefined;
const files = only === undefined ? [] : ['--testPathPatterns', `/${only}[^/]*\\.cluster-spec`];
const env = { ...process.env };
if (only === 'history') env.HISTORY_MINUTES ??= '30';

// In place of this process, so that whatever ends it ends the tests.
process.execve(process.execPath, [process.execPath, ...NODE, ...JEST, ...files, ...given], env);
