import { describe, expect, it } from '@jest/globals';
import { context, newDraft } from '../../../test/support/record-drafts.js';
import { markMissed } from '../../manifest/lifecycle.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import type { RecordChange } from '../manifest-store.js';
import { toDocument, type RecordDocument } from './record-mapper.js';
import { settle } from './settle.js';

const creation: RecordChange = { before: undefined, draft: newDraft('a') };
const first: ServerRecord = { ...creation.draft, revision: 7, position: 1 };
const mark: RecordChange = {
  before: first,
  draft: markMissed(first, 'stale', context()),
  fence: 100,
};

/** The stored document after a change, or after somebody else's when `changeId` is given. */
function stored(
  { draft }: RecordChange,
  revision: number,
  { changeId = draft.change.id, fence = 0 } = {},
): RecordDocument {
  const { change, ...document } = toDocument(draft, revision);
  return {
    ...document,
    _id: 'default:a',
    fence,
    changed_at: new Date(0),
    change: {
      id: changeId,
      revision,
      actor: change.actor,
      at: change.at,
      what: change.what,
      why: change.why,
      status: change.status,
      digest: change.digest,
    },
  };
}

describe(settle.name, () => {
  it('should have won when its own change is what is stored', () => {
    expect(settle(creation, stored(creation, 7))).toBe('won');
    expect(settle(mark, stored(mark, 8))).toBe('won');
  });

  it('should ask the history when somebody went on from there', () => {
    expect(settle(creation, stored(creation, 8, { changeId: 'other' }))).toBe('in history?');
    expect(settle(mark, stored(mark, 8, { changeId: 'other' }))).toBe('in history?');
    expect(settle(mark, stored(mark, 12, { changeId: 'other' }))).toBe('in history?');
  });

  it('should be open while nothing has changed: a missing write alone proves nothing', () => {
    expect(settle(creation, undefined)).toBe('open');
    expect(settle(mark, stored(creation, 7))).toBe('open');
  });

  it('should have lost against a heartbeat that raised the fence', () => {
    expect(settle(mark, stored(creation, 7, { fence: 99 }))).toBe('open');
    expect(settle(mark, stored(creation, 7, { fence: 100 }))).toBe('lost');
    expect(settle(mark, stored(creation, 7, { fence: 101 }))).toBe('lost');
  });

  it('should have lost when the record it was made from is gone or never was', () => {
    expect(settle(mark, undefined)).toBe('lost');
    expect(settle(mark, stored(creation, 6))).toBe('lost');
    expect(settle(mark, stored(creation, 7, { changeId: 'other' }))).toBe('lost');
  });
});
