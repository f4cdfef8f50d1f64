import { describe, expect, it } from '@jest/globals';
import { tokenize } from './tokenize.js';

describe(tokenize.name, () => {
  it.each([
    ['', []],
    ['Reads mail, writes mail.', ['reads', 'mail', 'writes', 'mail']],
    ['com.example/my-server_2', ['com', 'example', 'my', 'server', '2']],
    ['getCurrentWeather', ['getcurrentweather', 'get', 'current', 'weather']],
    ['HTTP API', ['http', 'api']],
    ['Café Übersetzung', ['cafe', 'ubersetzung']],
    ['übersetzeText', ['ubersetzetext', 'ubersetze', 'text']],
    ['天気 予報', ['天気', '予報']],
    ['!?…🚀', []],
    ['a'.repeat(40), ['a'.repeat(32)]],
    [`${'a'.repeat(31)}𠮷b`, ['a'.repeat(31)]],
    [
      'createPullRequestReviewCommentReply',
      [
        'createpullrequestreviewcommentre',
        'create',
        'pull',
        'request',
        'review',
        'comment',
        'reply',
      ],
    ],
  ])('should take the words out of "%s"', (text, words) => {
    expect(tokenize(text)).toEqual(words);
  });
});
