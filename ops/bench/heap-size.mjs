/**
 * Preloaded into a directory: answers each message of the process that started it with the bytes that it needs after a
 * garbage collection, in the heap and outside of it.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

process.on('message', () => {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  process.send(heapUsed + external);
});
// It does not keep a directory alive that stops.
process.channel.unref();
