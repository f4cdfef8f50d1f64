import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { DomainChecks } from '../../src/probe/domain/domain-checks.service.js';
import { DomainProofs } from '../../src/probe/domain/domain-proofs.js';
import { manifest } from '../support/example-manifest.js';
import { until } from '../support/redis-process.js';
import { SignedDirectory } from '../support/signed-directory.js';

const HOUR_MS = 60 * 60_000;
const HANGING = 20;

let signed: SignedDirectory;
let asked: string[];
let open: () => void;

beforeEach(async () => {
  signed = await SignedDirectory.start();
  asked = [];
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  signed.directory.app.get(DomainProofs).check = async (domain) => {
    asked.push(domain);
    if (domain.startsWith('hang')) await gate;
    return 'named';
  };
});

afterEach(async () => {
  open();
  await signed.end();
});

async function register(id: string, registry_name: string): Promise<void> {
  const tool = manifest(id, {
    heartbeat_interval_seconds: 0,
    registry_name,
    member_key: signed.ed25519.key,
  });
  expect((await signed.register(signed.ed25519, tool)).status).toBe(201);
}

function pass(ms: number): Promise<void> {
  signed.directory.clock.advance(ms);
  return signed.directory.app.get(DomainChecks).checkDue();
}

it('should ask a domain that was quick before beside many sites that hang', async () => {
  await register('tool', 'com.example/tool');
  await pass(5_000);
  for (let index = 0; index < HANGING; index += 1) {
    await register(`m${index}`, `com.hang${index}/x`);
  }
  const hanging = pass(5_000);
  await until('they are asked', () => asked.length > 4);
  const again = pass(HOUR_MS);
  await until('it is asked again', () => asked.filter((one) => one === 'example.com').length === 2);
  open();
  await Promise.all([hanging, again]);
  expect(asked.filter((one) => one.startsWith('hang'))).toHaveLength(HANGING);
});
