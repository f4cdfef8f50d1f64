/** What it costs to sign what is served. */
import { benchSignatures } from './signatures.mjs';
import { benchSignedReads } from './signed-reads.mjs';
import { benchSnapshots } from './snapshots.mjs';

/**
 * @param {import('./directory-process.mjs').Launcher} launcher
 * @param {ReturnType<import('./options.mjs').readOptions>} options
 */
export async function benchSigning(launcher, options) {
  const signatures = await benchSignatures(launcher, options);
  const reads = await benchSignedReads(launcher, options);
  const snapshots = await benchSnapshots(launcher, options);
  return { reads, signatures, snapshots, errors: errorsOf(reads) };
}

function errorsOf(reads) {
  return reads.reduce((sum, { errors }) => sum + errors, 0);
}
