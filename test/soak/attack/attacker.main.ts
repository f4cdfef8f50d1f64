/** The attacker in a process of its own, so that its work is not on the clock of the honest clients. */
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../support/random.js';
import { AddressedClient } from './addressed-client.js';
import { Attacker } from './attacker.js';
import type { AttackReport } from './attack-process.js';

const [url = '', seed = '0', pauseMs = '0', parallel = '1'] = process.argv.slice(2);
const client = new AddressedClient(url, 64);
const attacker = new Attacker(client, new Random(Number(seed)));
let isOver = false;
let steps = 0;
const failures: string[] = [];

async function attack(): Promise<void> {
  while (!isOver) {
    steps += 1;
    await attacker.act().catch((error: unknown) => {
      if (failures.length < 100) failures.push(String(error));
    });
    await pause(Number(pauseMs));
  }
}

const attacks = Array.from({ length: Number(parallel) }, attack);
process.once('message', () => {
  isOver = true;
  void Promise.all(attacks).then(() => {
    attacker.end();
    client.close();
    const report: AttackReport = { steps, statuses: attacker.statuses, failures };
    process.send?.(report, () => {
      process.disconnect();
    });
  });
});
process.once('disconnect', () => process.exit());
