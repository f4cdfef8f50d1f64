import { describe, expect, it } from '@jest/globals';
import { siteOf } from './site-of.js';

describe(siteOf, () => {
  it.each([
    ['example.com', 'example.com'],
    ['a.b.example.com', 'example.com'],
    ['a.b.example.com.', 'example.com'],
    ['mcp.example.co.uk', 'example.co.uk'],
    ['mcp.example.de', 'example.de'],
    ['mcp.long-name.de', 'long-name.de'],
    ['localhost', 'localhost'],
    ['tool.team.svc.cluster.local', 'team.svc.cluster.local'],
    ['a.tool.team.svc.cluster.local', 'team.svc.cluster.local'],
    ['10.1.2.3', '10.1.2.3'],
    ['[2606:4700:1:2::3]', '2606:4700:1'],
    ['[::1]', '0:0:0'],
  ])('should find that of %s', (host, site) => {
    expect(siteOf(host)).toBe(site);
  });
});
