/**
 * Preloaded into a directory, for the benchmark only: each function that is named here is replaced, behind its module's own
 * code, by one that lets everything through. The program itself has no such switch. A name that is not there any more ends
 * the directory.
 */
import { registerHooks } from 'node:module';
import { URL } from 'node:url';
import './cpu-time.mjs';

const DIST = new URL('../../../dist/', import.meta.url).href;

const LET_THROUGH = {
  // Pipelined requests, guests among connections, the client behind a proxy, hosts, origins, expectations, phases, queries on writes.
  'front/front-door.service.js': {
    'FrontDoor.prototype.admit':
      '(request, response) => { nameRequest(request, response); return true; }',
  },
  'front/connections/connections.service.js': {
    'Connections.prototype.receive': 'function (socket) { this.clients.meet(socket); }',
  },
  'front/answers/answer-headers.js': { addAnswerHeaders: '() => undefined' },
  // What is done in slices, and the turns of the event loop that reads wait for.
  'common/loop-turns.js': { 'LoopTurns.prototype.forRead': '() => undefined' },
  'common/time-slice.js': { 'TimeSlice.prototype.pause': 'async () => undefined' },
  // What waits in memory for readers, and what lives in the heap.
  'limits/answers/answers.service.js': {
    'Answers.prototype.sendWith': '(request, response, bytes, send) => send()',
  },
  'limits/memory/v8-memory-gauge.js': {
    'PerformanceObserver.prototype.observe': '() => undefined',
  },
  'catalog/stored/room.service.js': { 'Room.prototype.placeIn': '() => "indexed"' },
  // Bodies: what is in flight, the scan before JSON is parsed, and what nobody reads.
  'bodies/body-reader.service.js': {
    'BodyReader.prototype.read': '(request) => bodyBytes(request, () => undefined)',
  },
  'bodies/json/read-json.js': { readJson: '(bytes) => ({ value: JSON.parse(bytes.toString()) })' },
  'bodies/unread-body.js': { limitUnreadBodies: '() => undefined' },
  // Texts that hide something, hosts that parsers read differently, and look-alikes.
  'manifest/text-rules.js': { shownFault: '() => undefined', isDrawn: '() => true' },
  'manifest/http-url.js': { hostFault: '() => undefined', portFault: '() => undefined' },
  'manifest/texts/look-alike.js': { looksOf: '() => ({ id: "", name: "" })' },
  'catalog/look-alikes.js': {
    'LookAlikes.prototype.add': '() => undefined',
    'LookAlikes.prototype.remove': '() => undefined',
  },
  'registry/registration-notes.js': {
    registrationNotes: '({ tools = [] }) => tools.flatMap(leftOutNotes)',
  },
  // Quotas, and what they are counted from.
  'registry/quotas/admission.service.js': {
    'Admission.prototype.assertSize': '() => undefined',
    'Admission.prototype.assertMayPin': '() => undefined',
    'Admission.prototype.during': '(scope, client, work) => work({ hold: () => undefined })',
  },
  'catalog/stored/usage.js': { 'Usage.prototype.server': '() => undefined' },
  'registry/influence/owner-census.js': { 'OwnerCensus.prototype.hear': '() => undefined' },
  // The deadline of a request, and the end of a history.
  'registry/http/request-deadline.service.js': { 'RequestDeadline.prototype.of': '(work) => work' },
  'storage/embedded/statements.js': { 'STATEMENTS.trimHistory': '"SELECT ?, ?, ?"' },
};

const waiting = new Set(Object.keys(LET_THROUGH));

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const module = url.startsWith(DIST) ? url.slice(DIST.length) : '';
    if (!waiting.delete(module)) return loaded;
    const replaced = Object.entries(LET_THROUGH[module]).map(
      ([name, value]) =>
        `if (${name} === undefined) throw new Error('There is no ${name}');\n${name} = ${value};`,
    );
    return { ...loaded, source: [loaded.source, ...replaced].join('\n') };
  },
});

process.on('message', () => {
  if (waiting.size > 0) throw new Error(`These were not loaded: ${[...waiting].join(', ')}`);
});
