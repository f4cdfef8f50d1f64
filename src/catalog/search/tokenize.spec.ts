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
  ])('should take the words out of "%s"', (text, words) => {
    expect(tokenize(text)).toEqual(words);
  });
});
