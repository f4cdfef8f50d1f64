import { migrateCommand } from './migrate-command.js';
import { runCommand } from './run-command.js';

await runCommand(migrateCommand);
