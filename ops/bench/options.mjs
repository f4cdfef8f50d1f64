/** The options of the command line. */
import { parseArgs } from 'node:util';

export const HELP = `Usage: npm run bench -- [options]

  --only PART        rows: only the requests per second; load: only start-up and memory; liveness: only heartbeats
                     at a steady pace, and marks; events: only the event stream; mcp: only reads and
                     listeners over MCP; signing: only what it costs to sign; checks: only what all checks together
                     cost; replicas: only MongoDB and Redis, which TEST_MONGODB_URI and TEST_REDIS_URL name
  --quick            a rough look in two minutes: one short round, no 100,000 servers; the README stays as it is
  --rounds N         rounds of each row, of which the median counts (default 5)
  --seconds N        measured seconds of each server in each round (default 1)
  --starts N         starts of each size, of which the median counts (default 3)
  --program FILE     another main.js than dist/main.js
  --cpu-prof FOLDER  write CPU profiles of the directory there; the README stays as it is
  --help`;

const PARTS = ['rows', 'load', 'liveness', 'events', 'mcp', 'signing', 'checks', 'replicas'];

/**
 * @param {readonly string[]} args
 * @throws {Error} for an option that is not known or has no sense
 */
export function readOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      starts: { type: 'string' },
      program: { type: 'string' },
      'cpu-prof': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { only, quick, program, help, 'cpu-prof': cpuProf } = values;
  if (only !== undefined && !PARTS.includes(only)) {
    throw new Error(`--only takes one of ${PARTS.join(', ')}`);
  }
  return {
    help,
    parts: only === undefined ? PARTS : [only],
    seconds: whole('seconds', values.seconds, 1, 5),
    rounds: whole('rounds', values.rounds, quick ? 1 : 5, 20),
    starts: whole('starts', values.starts, quick ? 1 : 3, 10),
    warmUpSeconds: quick ? 0.5 : 1,
    heldSeconds: quick ? 8 : 30,
    signingSeconds: quick ? 5 : 20,
    listeningSeconds: quick ? 3 : 10,
    changes: quick ? 10 : 30,
    largest: quick ? 10_000 : 100_000,
    writeReadme: !quick && cpuProf === undefined,
    launcher: { program, cpuProf },
  };
}

function whole(name, text, otherwise, most) {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(`--${name} takes a whole number from 1 to ${most}`);
}
