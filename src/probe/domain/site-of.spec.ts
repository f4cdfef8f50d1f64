import { describe, expect, it } from '@jest/globals';
import { siteOf } from './site-of.js';

describe(siteOf, () => {
  it.each([
    ['example.com', 'example.com'],
    ['a.b.example.com', 'example.com'],
    ['mcp.example.co.uk', 'example.co.uk'],
    ['mcp.example.de', 'example.de'],
    ['mcp.long-name.de', 'long-name.de'],
  ])('should find that of %s', (domain, site) => {
    expect(siteOf(domain)).toBe(site);
  });
});
