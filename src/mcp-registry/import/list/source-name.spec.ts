import { describe, expect, it } from '@jest/globals';
import { fileSourceName, urlSourceName } from './source-name.js';

const URL = 'https://registry.example.com/v0.1/servers';

describe(urlSourceName.name, () => {
  it('should be the same for all pages of a list', () => {
    expect(urlSourceName(URL)).toBe(URL);
    expect(urlSourceName(`${URL}?limit=5&cursor=x#y`)).toBe(URL);
    expect(urlSourceName(`${URL}?a=1&b=2&limit=5`)).toBe(urlSourceName(`${URL}?b=2&a=1`));
  });

  it('should tell lists apart and not tell what the query says', () => {
    const names = ['', '?search=a', '?search=b', '?key=secret'].map((q) => urlSourceName(URL + q));
    expect(new Set(names).size).toBe(4);
    expect(names.join()).not.toMatch(/secret|search/);
  });

  it('should not be endless', () => {
    const [one, two] = ['a', 'b'].map((end) => urlSourceName(`${URL}/${'x'.repeat(500)}${end}`));
    expect(one).toHaveLength(200);
    expect(one).not.toBe(two);
  });
});

describe(fileSourceName.name, () => {
  it('should be the same for the same file and not tell its path', () => {
    const name = fileSourceName('secret/my list.json', '/home/me');
    expect(name).toMatch(/^file:my%20list\.json#[0-9a-f]{12}$/);
    expect(fileSourceName('../me/secret/my list.json', '/home/me')).toBe(name);
    expect(fileSourceName('my list.json', '/home/me')).not.toBe(name);
  });
});
