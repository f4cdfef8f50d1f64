/** Loaded into a directory before its program: time stands still and chance repeats, so that two programs answer alike. */
import { Buffer } from 'node:buffer';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { performance } from 'node:perf_hooks';

const NOW = Date.UTC(2026, 0, 1);
const RealDate = Date;
let drawn = 0;

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(NOW);
    else super(...args);
  }

  static now() {
    return NOW;
  }
};

performance.now = () => 1_000;

/** The bytes of the next draw: a hash of its number. */
function draw(size) {
  drawn += 1;
  const parts = [];
  for (let have = 0; have < size; have += 32) {
    parts.push(crypto.createHash('sha256').update(`${drawn}.${have}`).digest());
  }
  return Buffer.concat(parts).subarray(0, size);
}

Math.random = () => draw(6).readUIntBE(0, 6) / 2 ** 48;
crypto.randomBytes = (size) => draw(size);
crypto.randomUUID = () => {
  const hex = draw(16).toString('hex');
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
  ];
  return [...groups, hex.slice(20, 32)].join('-');
};
globalThis.crypto.randomUUID = crypto.randomUUID;
syncBuiltinESMExports();

/** Chance begins again when the parent asks for it: until then, the number of draws depends on the machine's pace. */
process.on('message', () => {
  drawn = 0;
  process.send('begun again');
});
