import { describe, expect, it } from '@jest/globals';
import { looksOf } from './look-alike.js';

describe('looksOf', () => {
  it.each([
    ['GitHub', 'github'],
    ['g1thub', 'github'],
    ['githuI', 'githul'],
    ['my-server', 'my_server'],
    ['my.server', 'My-Server'],
    ['my--server', 'my-server'],
    ['goo0gle', 'g0oogle'],
    ['modern', 'modem'],
    ['vvindow', 'window'],
  ])('should take the id %s for %s', (a, b) => {
    expect(looksOf(a, '').id).toBe(looksOf(b, '').id);
  });

  it.each([
    ['github', 'gitlab'],
    ['a', 'b'],
    ['server-1', 'server-2'],
    ['myserver', 'my-server'],
  ])('should tell the id %s from %s', (a, b) => {
    expect(looksOf(a, '').id).not.toBe(looksOf(b, '').id);
  });

  it.each([
    ['GitHub', 'github'],
    ['GitHub', 'GіtНub'],
    ['Google Drive', 'Gооgle  Drive'],
    ['PAYPAL', 'РАУРАL'],
    ['Apple', 'Αpple'],
    ['My Server', 'My-Server.'],
    ['GitHub', 'ＧｉｔＨｕｂ'],
    ['GitHub', '𝐆𝐢𝐭𝐇𝐮𝐛'],
    ['code', 'c\u200eode'],
    ['Überall', 'U\u0308berall'],
    ['Ιntel', 'lntel'],
  ])('should take the name %s for %s', (a, b) => {
    expect(looksOf('', a).name).toBe(looksOf('', b).name);
  });

  it.each([
    ['GitHub', 'GitLab'],
    ['Über', 'Uber'],
    ['🚀', '🛸'],
    ['!', '?'],
    ['天气', '天空'],
  ])('should tell the name %s from %s', (a, b) => {
    expect(looksOf('', a).name).not.toBe(looksOf('', b).name);
  });
});
