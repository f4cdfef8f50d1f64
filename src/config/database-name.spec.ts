import { describe, expect, it } from '@jest/globals';
import { databaseName } from './database-name.js';

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
