import { describe, expect, it } from '@jest/globals';
import { databaseName, databaseNameFault } from './database-name.js';

describe(databaseName.name, () => {
  it.each([
    [undefined, 'omega_directory'],
    ['mongodb://localhost', 'omega_directory'],
    ['mongodb://localhost/', 'omega_directory'],
    ['mongodb://localhost/?replicaSet=rs', 'omega_directory'],
    ['mongodb://localhost:27017/servers', 'servers'],
    ['mongodb+srv://user:word@cluster.example/my%20servers?w=1', 'my servers'],
    ['mongodb://one:1,two:2/servers', 'servers'],
  ])('should read %s as %s', (uri, name) => {
    expect(databaseName(uri)).toBe(name);
  });
});

describe(databaseNameFault.name, () => {
  it.each([
    ['servers', undefined],
    ['x'.repeat(63), undefined],
    ['Server-Übersicht_2', undefined],
    ['x'.repeat(64), 'has 64 bytes; MongoDB allows 63'],
    ['é'.repeat(32), 'has 64 bytes; MongoDB allows 63'],
    ['my servers', 'has " ", which MongoDB forbids'],
    ['a.b', 'has ".", which MongoDB forbids'],
    ['a/b', 'has "/", which MongoDB forbids'],
    ['a\0', 'has "\\u0000", which MongoDB forbids'],
    ['local', "is one of MongoDB's own"],
    ['config', "is one of MongoDB's own"],
  ])('should say what is wrong with %j', (name, fault) => {
    expect(databaseNameFault(name)).toBe(fault);
  });
});
