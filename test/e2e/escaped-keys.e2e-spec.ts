import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RawClient } from '../support/raw-client.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

/** A manifest as a client sends it that writes all of JSON in ASCII, for example Python's `json.dumps`. */
function textOf(id: string, properties: string): string {
  const schema = `{"type":"object","properties":${properties}}`;
  return `{"id":"${id}","display_name":"${id}","version":"1.0.0","endpoints":{"mcp":"http://localhost:8080/mcp"},"tools":[{"name":"t","input_schema":${schema}}]}`;
}

/** Pairs of properties of which V8's `JSON.parse` takes the second for the first (nodejs/node#63785). */
const PAIRS = [
  [String.raw`{"h":[],"\\":{}}`, String.raw`{"h":{},"\u540d":{}}`, ['"h"', '"名"']],
  [String.raw`{"i":[],"\\":{}}`, String.raw`{"i":{},"\"":{}}`, [String.raw`"\""`, '"i"']],
  [String.raw`{"j":[],"\\u":{}}`, String.raw`{"j":{},"\u540d\u524d":{}}`, ['"j"', '"名前"']],
] as const;

describe('Keys that are written with escapes', () => {
  let directory: TestApp;
  let client: RawClient;

  beforeAll(async () => {
    directory = await startTestApp({ listen: true });
    client = new RawClient(directory);
  });

  afterAll(async () => {
    await directory.end();
  });

  it.each(PAIRS)('should be kept after %s: %s', async (first, second, names) => {
    await register(textOf('first', first));
    await register(textOf('second', second));
    const { text } = await directory.http.get(`${DIRECTORY}/servers/second`).expect(200);
    expect(text).toContain(`"properties":{${names.map((name) => `${name}:{}`).join()}}`);
  });

  async function register(body: string): Promise<void> {
    const headers = { 'Content-Type': 'application/json' };
    const { status } = await client.send({
      method: 'POST',
      path: '/servers/register',
      headers,
      body,
    });
    expect([200, 201]).toContain(status);
  }
});
