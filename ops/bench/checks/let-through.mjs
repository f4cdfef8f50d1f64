/**
 * Preloaded into a directory, for the benchmark only: each function that is named here gets, behind its module's own code, another one
 * beside it that lets everything through. Which of them is called is what the process that started the directory said last; it is
 * answered with the processor time of all threads so far, in µs. The program itself has no such switch. A name that is not there any
 * more ends the directory.
 */
import { registerHooks } from 'node:module';
import { URL } from 'node:url';

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
  // What is done in slices, and the turns of the event loop that reads wait for.
  'common/loop-turns.js': { 'LoopTurns.prototype.forRead': '() => undefined' },
  'common/time-slice.js': { 'TimeSlice.prototype.pause': 'async () => undefined' },
  // What waits in memory for readers, and what has room in the heap.
  'limits/answers/answers.service.js': {
    'Answers.prototype.sendWith': '(request, response, bytes, send) => send()',
  },
  'catalog/stored/room.service.js': { 'Room.prototype.placeIn': '() => "indexed"' },
  // Bodies: what is in flight, and the scan before JSON is parsed.
  'bodies/body-reader.service.js': {
    'BodyReader.prototype.read': '(request) => bodyBytes(request, () => undefined)',
  },
  'bodies/json/read-json.js': { readJson: '(bytes) => ({ value: JSON.parse(bytes.toString()) })' },
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
  'liveness/influence/owner-census.js': { 'OwnerCensus.prototype.hear': '() => undefined' },
  // The deadline of a request.
  'registry/http/request-deadline.service.js': { 'RequestDeadline.prototype.of': '(work) => work' },
};

/** These are called once, at the start: each prepares both. */
const SET_UP = {
  'front/answers/answer-headers.js': {
    addAnswerHeaders: `(app, settings) => {
      const { _storeHeader: letsThrough } = app.response;
      checks(app, settings);
      const { _storeHeader: checked } = app.response;
      app.response._storeHeader = function (...args) {
        return (mode.letsThrough ? letsThrough : checked).apply(this, args);
      };
    }`,
  },
  'bodies/unread-body.js': {
    limitUnreadBodies: `(server, clock) => {
      const on = (event, listener) =>
        server.on(event, (...args) => {
          if (!mode.letsThrough) listener(...args);
        });
      checks({ on }, clock);
    }`,
  },
};

/** Read by what is put behind the modules. */
const mode = { letsThrough: false };
globalThis.checksBench = mode;

const waiting = new Set([...Object.keys(LET_THROUGH), ...Object.keys(SET_UP)]);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const module = url.startsWith(DIST) ? url.slice(DIST.length) : '';
    if (!waiting.delete(module)) return loaded;
    const replaced = [
      ...Object.entries(LET_THROUGH[module] ?? {}).map(([name, code]) => [name, eachTime(code)]),
      ...Object.entries(SET_UP[module] ?? {}),
    ].map(replacement);
    return { ...loaded, source: [loaded.source, ...replaced].join('\n') };
  },
});

function eachTime(code) {
  return `((letsThrough) => function (...args) {
      return (mode.letsThrough ? letsThrough : checks).apply(this, args);
    })(${code})`;
}

function replacement([name, code]) {
  return `{
    const [mode, checks] = [globalThis.checksBench, ${name}];
    if (checks === undefined) throw new Error('There is no ${name}');
    ${name} = ${code};
  }`;
}

process.on('message', (name) => {
  if (waiting.size > 0) throw new Error(`These were not loaded: ${[...waiting].join(', ')}`);
  mode.letsThrough = name === 'unchecked';
  const { user, system } = process.cpuUsage();
  process.send(user + system);
});
// It does not keep a directory alive that stops.
process.channel.unref();
