import { runCommand } from '../migrate/run-command.js';
import { storeCommand } from './store-command.js';

// A reader that has seen enough, for example head, is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

await runCommand(storeCommand);
