import { describe, expect, it } from '@jest/globals';
import { memberDomain } from './member-domain.js';

describe(memberDomain, () => {
  it.each([
    ['com.example/tool', 'https://elsewhere.test/mcp', 'example.com'],
    ['com.Example.API/tool', 'https://elsewhere.test/mcp', 'api.example.com'],
    [undefined, 'https://MCP.example.com:8443/mcp', 'mcp.example.com'],
    [undefined, 'https://b%C3%BCcher.example/mcp', 'xn--bcher-kva.example'],
    [undefined, 'http://localhost:8080/mcp', null],
    [undefined, 'http://10.0.0.1/mcp', null],
    [undefined, 'http://[::1]/mcp', null],
    [undefined, 'https://example.com./mcp', null],
    ['com/tool', 'https://elsewhere.test/mcp', null],
    ['com.-example/tool', 'https://elsewhere.test/mcp', null],
  ])('should be for the name %s and the endpoint %s: %s', (registry_name, mcp, domain) => {
    expect(memberDomain({ ...(registry_name && { registry_name }), endpoints: { mcp } })).toBe(
      domain,
    );
  });
});
