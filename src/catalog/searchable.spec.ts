import { describe, expect, it } from '@jest/globals';
import { MY_ANALYZER } from '../../test/support/example-manifest.js';
import { searchable } from './searchable.js';

describe('searchable', () => {
  it('should file what was stored before labels had one form under that form', () => {
    const stored = {
      ...MY_ANALYZER,
      tags: ['cafe\u0301', 'caf\u00e9', '\u200ecode'],
      capabilities: ['e\u0301'],
      tools: [{ name: 'Cafe\u0301' }],
    };
    const { tags, capabilities, toolNames } = searchable(JSON.stringify(stored));
    expect(tags).toEqual(['caf\u00e9', 'code']);
    expect(capabilities).toEqual(['\u00e9']);
    expect([...toolNames]).toEqual(['caf\u00e9']);
  });
});
