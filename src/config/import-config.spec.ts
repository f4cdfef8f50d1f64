import { describe, expect, it } from '@jest/globals';
import { ConfigError } from './config-error.js';
import { loadImportConfig } from './import-config.js';

describe(loadImportConfig.name, () => {
  it('should ask the directory on this machine by default', () => {
    expect(loadImportConfig({})).toEqual({
      directoryUrl: 'http://127.0.0.1:9405',
      workingDirectory: process.cwd(),
    });
    expect(loadImportConfig({ PORT: '8080' }).directoryUrl).toBe('http://127.0.0.1:8080');
  });

  it('should take a base URL without the slash at its end', () => {
    const env = { DIRECTORY_URL: 'https://directory.example.com/omega/', PORT: '1' };
    expect(loadImportConfig(env).directoryUrl).toBe('https://directory.example.com/omega');
  });

  it('should start relative paths where npm was called', () => {
    const env = { INIT_CWD: '/elsewhere', npm_lifecycle_event: 'import' };
    expect(loadImportConfig(env).workingDirectory).toBe('/elsewhere');
    expect(loadImportConfig({ INIT_CWD: '/elsewhere' }).workingDirectory).toBe(process.cwd());
  });

  it.each([
    { DIRECTORY_URL: 'directory.example.com' },
    { DIRECTORY_URL: 'ftp://directory.example.com' },
    { DIRECTORY_URL: 'http://user:word@directory.example.com' },
    { DIRECTORY_URL: 'http://directory.example.com/?a=b' },
    { PORT: '0' },
    { PORT: '65536' },
    { PORT: 'http' },
  ])('should refuse %j', (env) => {
    expect(() => loadImportConfig(env)).toThrow(ConfigError);
  });
});
