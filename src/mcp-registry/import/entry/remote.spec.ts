import { describe, expect, it } from '@jest/globals';
import { chooseRemote } from './remote.js';

const HTTP = { type: 'streamable-http', url: 'https://a.example.com/mcp' };
const SSE = { type: 'sse', url: 'https://a.example.com/sse' };
const TEMPLATED = { type: 'streamable-http', url: 'https://{tenant}.example.com/mcp' };

describe(chooseRemote.name, () => {
  it.each([
    ['the first streamable-http', [SSE, HTTP, { ...HTTP, url: 'https://b.example.com' }], HTTP],
    ['the first without variables', [TEMPLATED, HTTP, SSE], HTTP],
    ['sse where there is nothing better', [TEMPLATED, SSE], SSE],
  ])('should choose %s', (_which, remotes, chosen) => {
    expect(chooseRemote({ remotes })).toEqual({ ...chosen, headers: [] });
  });

  it.each([
    [{}, 'has no remote'],
    [{ remotes: 'none' }, 'has no remote'],
    [{ packages: [{}] }, 'has no remote, only packages to install'],
    [{ remotes: [TEMPLATED] }, 'complete URL'],
    [{ remotes: [{ type: 'stdio', url: 'x' }, null] }, 'streamable-http or sse'],
    [{ remotes: [{ type: 'sse' }] }, 'with a URL'],
  ])('should say why %j has none', (server, reason) => {
    expect(chooseRemote(server)).toContain(reason);
  });
});
