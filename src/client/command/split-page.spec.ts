import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../common/parse-json.js';
import { splitPage } from './split-page.js';

describe('splitPage', () => {
  it('should cut out the list, whatever is in it and around it', () => {
    const page = fc.record({
      before: fc.jsonValue(),
      servers: fc.array(fc.jsonValue()),
      pages: fc.constantFrom('servers', '"servers":[', 1, ['servers', []], { servers: [1, 2] }),
    });
    fc.assert(
      fc.property(page, fc.constantFrom(0, 1), (value, indent) => {
        const { rest, servers } = splitPage(JSON.stringify(value, null, indent));
        expect(servers.map((text) => JSON.stringify(parseJson(text)))).toEqual(
          value.servers.map((item) => JSON.stringify(item)),
        );
        const withoutServers = JSON.stringify({ ...value, servers: [] });
        expect(JSON.stringify(parseJson(rest))).toBe(withoutServers);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['{}', '{}', []],
    ['[]', '[]', []],
    ['{"servers":[ ]}', '{"servers":[]}', []],
    ['{"servers":[true]}', '{"servers":[]}', ['true']],
    ['{"servers":[,]}', '{"servers":[]}', ['', '']],
    ['{"a":{"servers":[1]}}', '{"a":{"servers":[1]}}', []],
    ['{"servers":1,"a":[2]}', '{"servers":1,"a":[2]}', []],
    ['{"servers":[1],"servers":[2]}', '{"servers":[],"servers":[2]}', ['1']],
    ['{"servers":[1,{"a":[', '{"servers":[{"a":[', ['1']],
    ['<html>', '<html>', []],
  ])('should split %s into %s and %j', (text, rest, servers) => {
    expect(splitPage(text)).toEqual({ rest, servers });
  });
});
