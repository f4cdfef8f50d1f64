import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonText } from '../../test/support/json-bytes.arbitrary.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { DomainError } from '../common/domain-error.js';
import { parseJson } from '../common/parse-json.js';
import { BatchItems } from './batch-items.js';
import { readBatch } from './read-batch.js';

const KIB = 1_024;

interface Batch {
  readonly items: readonly unknown[] | undefined;
  readonly beside: unknown;
}

async function read(text: string | Buffer): Promise<Batch> {
  const body = await readBatch(Buffer.from(text), 'servers', KIB, new ManualClock());
  const { servers, ...beside } = body as Record<string, unknown>;
  if (!(servers instanceof BatchItems)) return { items: undefined, beside: body };
  return { items: Array.from({ length: servers.count }, (_, at) => itemOf(servers, at)), beside };
}

function itemOf(items: BatchItems, at: number): unknown {
  try {
    return items.parse(at);
  } catch (error) {
    return (error as DomainError).code;
  }
}

async function refusal(text: string | Buffer): Promise<string> {
  try {
    await read(text);
    return 'none';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return `${error.code} ${error.detail}`;
  }
}

describe('readBatch', () => {
  it('should read the same as JSON.parse', async () => {
    const fields = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'é'), jsonText), { maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(fc.array(jsonText, { maxLength: 5 }), fields, fields, async (...parts) => {
        const [items, before, behind] = parts;
        const names = [...before, ...behind].map(([name]) => name);
        fc.pre(new Set(names).size === names.length);
        const texts = (list: typeof before) => list.map(([name, text]) => `"${name}": ${text}`);
        const list = `"\\u0073ervers" : [${items.join(' ,')}]`;
        const text = `{${[...texts(before), list, ...texts(behind)].join()}}`;
        const beside = [...texts(before), ...texts(behind)].join();
        // What is doubled within is another test's matter.
        const result = await read(text).catch((error: unknown) => error);
        fc.pre(!(result instanceof DomainError && result.detail.includes('twice')));
        expect(result).toEqual({
          items: items.map((item) =>
            itemOf(new BatchItems(Buffer.from(item), [0], [Buffer.byteLength(item)], 1), 0),
          ),
          beside: parseJson(`{${beside}}`),
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('should let an item that is wrong spoil no other', async () => {
    const { items } = await read('{"servers":[{"id":"a"},{"id":},[1},{"id":"b","id":"c"},tru,7]}');
    expect(items).toEqual([
      { id: 'a' },
      'MALFORMED_JSON',
      'MALFORMED_JSON',
      'MALFORMED_JSON',
      'MALFORMED_JSON',
      7,
    ]);
  });

  it('should count the depth and the size of each item by itself', async () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const large = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`;
    const texts = [nested(32), nested(33), large(256 * KIB), large(256 * KIB + 1)];
    const { items } = await read(`{"servers":[${texts.join()}]}`);
    expect(items?.map((item) => (item === 'VALIDATION_FAILED' ? item : 'taken'))).toEqual([
      'taken',
      'VALIDATION_FAILED',
      'taken',
      'VALIDATION_FAILED',
    ]);
  });

  it.each([
    [
      '{"servers":[1,2}',
      'MALFORMED_JSON The body is not valid JSON: unexpected character at byte 15.',
    ],
    ['{"servers":[1,2', 'MALFORMED_JSON The body is not valid JSON: it ends too early.'],
    ['{"servers":[1]', 'MALFORMED_JSON The body is not valid JSON: it ends too early.'],
    [
      '{"servers":[1]}}',
      'MALFORMED_JSON The body is not valid JSON: unexpected character at byte 15.',
    ],
    [
      '{"servers":[1],"\\u0073ervers":[2]}',
      'MALFORMED_JSON The body is not valid JSON: the key "servers" is there twice, at byte 15.',
    ],
    ['\ufeff{"servers":[1]}', 'MALFORMED_JSON The body begins with a byte order mark'],
    [Buffer.from([0x7b, 0xff, 0x7d]), 'MALFORMED_JSON The body is not valid UTF-8.'],
    [
      `{"a":"${'x'.repeat(256 * KIB)}","servers":[1]}`,
      'PAYLOAD_TOO_LARGE What the body has beside',
    ],
    [
      `{"servers":[1],"a":"${'x'.repeat(256 * KIB)}"}`,
      'PAYLOAD_TOO_LARGE What the body has beside',
    ],
    [`{"servers":[1]${' '.repeat(256 * KIB)}}`, 'PAYLOAD_TOO_LARGE What the body has beside'],
    [`[1]${' '.repeat(256 * KIB)}]`, 'PAYLOAD_TOO_LARGE What the body has beside'],
  ])('should refuse all of %s', async (text, message) => {
    expect(await refusal(text)).toContain(message);
  });

  it('should look for the list in the outermost object only', async () => {
    for (const text of [
      '[{"servers":[1]}]',
      '{"a":{"servers":[1]}}',
      '{"servers":{"servers":[1]}}',
    ]) {
      const beside = parseJson(text);
      expect(await read(text)).toEqual({ items: undefined, beside });
    }
  });

  it('should count no more than one item too many', async () => {
    const body = await readBatch(
      Buffer.from(`{"servers":[${'1,'.repeat(5_000)}1]}`),
      'servers',
      KIB,
      new ManualClock(),
    );
    expect((body as { servers: BatchItems }).servers.count).toBe(1_001);
  });

  it('should give others their turn while it reads megabytes', async () => {
    /** Every look at it takes 11 ms. */
    class SlowClock extends ManualClock {
      override monotonic(): number {
        this.advance(11);
        return super.monotonic();
      }
    }
    let turns = 0;
    let isRead = false;
    const others = (): void => {
      turns += 1;
      if (!isRead) setImmediate(others);
    };
    setImmediate(others);
    const text = `{"servers":[${`"${'x'.repeat(9_998)}",`.repeat(799)}1]}`;
    await readBatch(Buffer.from(text), 'servers', KIB, new SlowClock());
    isRead = true;
    expect(turns).toBeGreaterThanOrEqual(Math.floor(text.length / (256 * KIB)));
  });
});
