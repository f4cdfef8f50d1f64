/** `npm run bench`: measures, prints the tables and puts them into the README of this folder. */
import { benchChecks } from './checks/checks-bench.mjs';
import { checksTable } from './checks/checks-report.mjs';
import { Launcher } from './directory-process.mjs';
import { benchEvents } from './events-bench.mjs';
import { benchLiveness } from './liveness-bench.mjs';
import { benchLoad } from './load-bench.mjs';
import { benchMcp } from './mcp-bench.mjs';
import { mcpTables } from './mcp-report.mjs';
import { HELP, readOptions } from './options.mjs';
import { machine } from './process-facts.mjs';
import {
  eventsTable,
  livenessTables,
  loadTable,
  replicasTables,
  rowsTable,
  writeReadme,
} from './report.mjs';
import { benchReplicas } from './replicas-bench.mjs';
import { benchRows } from './rows-bench.mjs';
import { benchSigning } from './signing-bench.mjs';
import { signingTables } from './signing-report.mjs';

/** @returns {Promise<boolean>} whether every answer was right */
async function bench(options) {
  const launcher = new Launcher(options.launcher);
  const tables = {};
  let errors = 0;
  console.log(`${machine()}; the directory runs with LOG_LEVEL=warn`);
  if (options.parts.includes('rows')) {
    const results = await benchRows(launcher, options);
    errors = results.reduce((sum, row) => sum + row.errors, 0);
    tables.rows = rowsTable(results);
    console.log(`\n${tables.rows}`);
  }
  if (options.parts.includes('load')) {
    tables.load = loadTable(await benchLoad(launcher, options));
    console.log(`\n${tables.load}`);
  }
  if (options.parts.includes('liveness')) {
    const results = await benchLiveness(launcher, options);
    errors += results.errors;
    tables.liveness = livenessTables(results);
    console.log(`\n${tables.liveness}`);
  }
  if (options.parts.includes('events')) {
    tables.events = eventsTable(await benchEvents(launcher, options));
    console.log(`\n${tables.events}`);
  }
  if (options.parts.includes('mcp')) {
    const results = await benchMcp(launcher, options);
    errors += results.errors;
    tables.mcp = mcpTables(results);
    console.log(`\n${tables.mcp}`);
  }
  if (options.parts.includes('signing')) {
    const results = await benchSigning(launcher, options);
    errors += results.errors;
    tables.signing = signingTables(results);
    console.log(`\n${tables.signing}`);
  }
  if (options.parts.includes('checks')) {
    const results = await benchChecks(launcher, options);
    errors += results.reduce((sum, row) => sum + row.errors, 0);
    tables.checks = checksTable(results);
    console.log(`\n${tables.checks}`);
  }
  if (options.parts.includes('replicas')) {
    const services = servicesFrom(process.env);
    if (services === undefined) {
      console.error('Left out: MongoDB and Redis (TEST_MONGODB_URI and TEST_REDIS_URL name none)');
    } else {
      const results = await benchReplicas(launcher, services, options);
      errors += results.registrations.reduce((sum, row) => sum + row.errors, 0);
      tables.replicas = replicasTables(results);
      console.log(`\n${tables.replicas}`);
    }
  }
  if (errors > 0) {
    console.error(`\n${errors} answers were wrong or missing: the figures do not count.`);
    return false;
  }
  if (options.writeReadme) await writeReadme(tables);
  return true;
}

function servicesFrom({ TEST_MONGODB_URI: mongodb, TEST_REDIS_URL: redis }) {
  return mongodb && redis ? { mongodb, redis } : undefined;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else if (!(await bench(options))) process.exitCode = 1;
} catch (error) {
  console.error(`The benchmark stopped. ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
