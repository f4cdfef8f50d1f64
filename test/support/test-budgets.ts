import { loadConfig } from '../../src/config/load-config.js';
import { Budgets } from '../../src/limits/budgets.service.js';

/** The limits of a directory with these settings. */
export function testBudgets(env: Record<string, string> = {}): Budgets {
  return new Budgets(loadConfig(env));
}
