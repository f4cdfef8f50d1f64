import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { modernClient } from '../support/mcp-clients.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { validManifest } from '../support/valid-manifest.arbitrary.js';

const RUNS = 60;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const LINES_OF_PROMPT = 10;

/** What a tool or a prompt says in words. */
function textOf(content: unknown): string {
  return (content as { readonly text: string }).text;
}

describe('What models read of any member', () => {
  let directory: TestApp;
  let client: Awaited<ReturnType<typeof modernClient>>;
  let schemas: Map<string, ValidateFunction>;

  beforeAll(async () => {
    directory = await startTestApp({ listen: true });
    client = await modernClient(`${await directory.app.getUrl()}/mcp`);
    const ajv = new Ajv2020({ strict: false });
    const { tools } = await client.listTools();
    schemas = new Map(
      tools.map((tool) => [tool.name, ajv.compile(tool.outputSchema as AnySchemaObject)]),
    );
  });

  afterAll(async () => {
    await client.close();
    await directory.end();
  });

  async function call(name: string, args: Record<string, unknown>): Promise<string[]> {
    const { content, structuredContent } = await client.callTool({ name, arguments: args });
    const valid = schemas.get(name);
    expect([name, valid?.(structuredContent), valid?.errors]).toEqual([name, true, null]);
    expect(JSON.stringify(structuredContent)).not.toMatch(UNSEEN);
    const lines = textOf(content[0]).split('\n');
    for (const line of lines) expect(line).not.toMatch(UNSEEN);
    return lines;
  }

  it('should be what the schemas say, visible, and in no more lines than the directory writes', async () => {
    await fc.assert(
      fc.asyncProperty(validManifest, async (manifest) => {
        const { id } = manifest as { id: string };
        const body = JSON.stringify(manifest);
        const json = directory.http.post('/servers/register').type('json').send(body);
        expect((await json).status).toBeLessThan(300);
        expect(await call('get_server', { id })).toHaveLength(2);
        expect(await call('list_tags', {})).toHaveLength(3);
        const found = await call('find_servers', { limit: 50 });
        expect(found.slice(1).every((line) => line.startsWith('- '))).toBe(true);
        const prompt = { name: 'connect_to_server', arguments: { id } };
        const { messages } = await client.getPrompt(prompt);
        const lines = textOf(messages[0]?.content).split('\n');
        expect(lines).toHaveLength(LINES_OF_PROMPT);
        for (const line of lines) expect(line).not.toMatch(UNSEEN);
        const { contents } = await client.readResource({ uri: `omega://directory/servers/${id}` });
        expect(JSON.parse(textOf(contents[0]))).toMatchObject({ id });
      }),
      { numRuns: RUNS },
    );
  }, 60_000);
});
