import { describe, expect, it } from '@jest/globals';
import { eventId, readEventId } from './event-position.js';

const TIMELINE = {
  epoch: '7',
  earlier: new Map([['6', 50]]),
  resumeAt: 90,
  listedAt: 95,
  now: 100,
  purgedThrough: 20,
};

describe(readEventId.name, () => {
  it.each([
    [eventId('7', 90), 90],
    ['7.100', 100],
    ['7.20', 20],
    ['7.19', 'purged'],
    ['7.101', 'future'],
    ['8.90', 'epoch'],
    ['6.50', 50],
    ['6.51', 'epoch'],
    ['6.19', 'purged'],
    ['6~.50', 'epoch'],
    ['7~.90', 'epoch'],
    ['7!.90', 'unstored'],
    ['7~!.90', 'unstored'],
    ['', 'malformed'],
    ['7', 'malformed'],
    ['7.', 'malformed'],
    ['7.-1', 'malformed'],
    ['7.9e1', 'malformed'],
    ['7.90 ', 'malformed'],
    ['7.90\n', 'malformed'],
    ['7.12345678901234567', 'malformed'],
  ])('should read %j as %j', (id, position) => {
    expect(readEventId(id, '', TIMELINE)).toBe(position);
  });

  it('should know the ids of a group that fell back to some words', () => {
    expect(readEventId(eventId('7~', 90), '~', TIMELINE)).toBe(90);
    expect(readEventId(eventId('6~', 50), '~', TIMELINE)).toBe(50);
    expect(readEventId(eventId('7', 90), '~', TIMELINE)).toBe('epoch');
  });

  it('should take no id for a position while something is shown that could not be stored', () => {
    expect(readEventId('7.90', '!', TIMELINE)).toBe('unstored');
    expect(readEventId('7!.90', '!', TIMELINE)).toBe('unstored');
  });
});
