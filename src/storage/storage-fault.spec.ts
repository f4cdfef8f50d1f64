import { describe, expect, it } from '@jest/globals';
import { noAnswer } from './no-answer.js';
import { faultText, STORAGE_FAULTS, storageFaultOf } from './storage-fault.js';

describe(storageFaultOf.name, () => {
  it.each([
    ['database or disk is full', 'the disk is full'],
    ['could not extend file "base/16384/2619": No space left on device', 'the disk is full'],
    ['database disk image is malformed', 'what is stored is damaged'],
    ['the stored record of a is damaged', 'what is stored is damaged'],
    ['connect ECONNREFUSED 127.0.0.1:19640', 'the storage cannot be reached'],
    ['getaddrinfo ENOTFOUND mongodb.internal', 'the storage cannot be reached'],
    ['Server selection timed out after 1000 ms', 'the storage cannot be reached'],
    ['connection 3 to 10.0.0.7:27017 closed', 'the storage cannot be reached'],
    ['Connection pool for 10.0.0.7:27017 was cleared', 'the storage cannot be reached'],
    ['MongoDB has not been reached yet', 'the storage cannot be reached'],
    ['connection 3 to 10.0.0.7:27017 timed out', 'the storage does not answer in time'],
    ['no answer within 1.5 s', 'the storage does not answer in time'],
    ['the write took longer than 5 s', 'the storage does not answer in time'],
    ['operation exceeded time limit', 'the storage does not answer in time'],
    ['not confirmed by a majority', 'the storage does not answer in time'],
    ['attempt to write a readonly database', 'the storage refuses writes'],
    ['disk I/O error', 'the storage refuses writes'],
    ['not primary', 'the storage refuses writes'],
    ['the database did not take the change', 'the storage refuses writes'],
    ['secret words of 10.0.0.7', 'the storage failed'],
  ])('should tell of "%s" that %s', (text, fault) => {
    expect(storageFaultOf(new Error(text))).toBe(fault);
    expect(storageFaultOf(text)).toBe(fault);
  });

  it('should know an error without a message by its code', () => {
    const error = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
    expect(storageFaultOf(error)).toBe('the storage cannot be reached');
    expect(faultText(error)).toBe('ECONNREFUSED');
  });

  it('should tell what the storage said, not what the program said of it', () => {
    const error = noAnswer(new Error('database or disk is full'));
    expect(storageFaultOf(error)).toBe('the disk is full');
    expect(faultText(error)).toBe('database or disk is full');
  });

  it('should name no address and no path in its words', () => {
    for (const fault of STORAGE_FAULTS) expect(fault).toMatch(/^[a-z ]+$/);
  });
});
