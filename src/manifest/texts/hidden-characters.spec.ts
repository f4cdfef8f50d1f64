import { describe, expect, it } from '@jest/globals';
import { firstHidden, hiddenName } from './hidden-characters.js';

const ENGLAND = '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';
const SCOTLAND = '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}';
const WALES = '🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}';
const TEXAS = '🏴\u{e0075}\u{e0073}\u{e0074}\u{e0078}\u{e007f}';

const NEEDED: readonly [what: string, text: string][] = [
  ['a joined emoji', '👩\u200d💻'],
  ['a joined emoji with skin tones', '👩🏽\u200d🤝\u200d👨🏻'],
  ['a joined emoji with selectors', '🏳\ufe0f\u200d⚧\ufe0f ❤\ufe0f\u200d🔥'],
  ['an unqualified emoji', '👁\u200d🗨'],
  ['an emoji as text and as picture', '☎\ufe0e ☎\ufe0f ©\ufe0f'],
  ['a keycap', '1\ufe0f\u20e3 #\ufe0f\u20e3'],
  ['flags', `🇩🇪 ${ENGLAND}${SCOTLAND}${WALES}`],
  ['Persian', 'می\u200cخواهم کتاب\u200cها'],
  ['Persian after Latin', 'SMS\u200cها ۵\u200cتایی'],
  ['Hindi', 'क्\u200dष क्\u200cष'],
  ['Malayalam at the end of a word', 'അവന്\u200d വന്നു'],
  ['Sinhala', 'ශ්\u200dරී'],
  ['Hebrew with marks', 'שלום\u200f! (abc\u200e)'],
  ['Arabic with its mark', '١\u061c/٢'],
  ['an emoji of a later Unicode', '\u{1faff}'],
];

const HIDING: readonly [what: string, text: string, index: number][] = [
  ['a joiner between Latin letters', 'co\u200dde', 2],
  ['a non-joiner between Latin letters', 'co\u200cde', 2],
  ['a joiner after a word', 'کتاب\u200d ', 4],
  ['two joiners', 'می\u200c\u200cخ', 2],
  ['a joiner after an emoji', '💻\u200d', 2],
  ['a joiner before an emoji', 'a\u200d💻', 1],
  ['a selector after a letter', 'a\ufe0f', 1],
  ['a selector after a digit', '1\ufe0f', 1],
  ['two selectors', '☎\ufe0f\ufe0f', 2],
  ['an ideographic selector', '葛\u{e0100}', 1],
  ['tags alone', 'a\u{e0061}', 1],
  ['tags after another flag', '🇩🇪\u{e0067}\u{e007f}', 4],
  ['a flag of no country', TEXAS, 2],
  ['two marks of the direction', 'a\u200e\u200fb', 1],
  ['an override', 'a\u202eb', 1],
  ['an isolate', '\u2067a', 0],
  ['a reserved code point', 'a\u0378', 1],
  ['a soft hyphen', 'a\u00adb', 1],
];

describe('firstHidden', () => {
  it.each(NEEDED)('should take %s', (_what, text) => {
    expect([firstHidden(text), firstHidden(`a ${text} b`)]).toEqual([undefined, undefined]);
  });

  it.each(HIDING)('should find %s', (_what, text, index) => {
    expect(firstHidden(text)).toMatchObject({ index });
    expect(firstHidden(`${text}\u200b`)).toMatchObject({ index });
  });

  it('should take every emoji that Unicode recommends', () => {
    // All of them, from the tables of this Node.js.
    const isEmoji = new RegExp('^\\p{RGI_Emoji}$', 'v');
    const bases = Array.from({ length: 0x1fb00 }, (_, code) => code)
      .filter((code) => /\p{Emoji}/u.test(String.fromCodePoint(code)))
      .map((code) => String.fromCodePoint(code));
    const forms = bases.flatMap((base) =>
      ['', '\ufe0f', '\u{1f3fd}', '\ufe0f\u20e3', '\u200d♂\ufe0f', '\u{1f3fd}\u200d⚕\ufe0f'].map(
        (end) => base + end,
      ),
    );
    const emoji = forms.filter((form) => isEmoji.test(form));
    expect(emoji.length).toBeGreaterThan(1_500);
    expect(emoji.filter((each) => firstHidden(each) !== undefined)).toEqual([]);
  });
});

describe('hiddenName', () => {
  it.each([
    ['\u0007', 'the control character U+0007'],
    ['\u2028', 'the control character U+2028'],
    ['\u202e', 'the direction override U+202E'],
    ['\u200b', 'the invisible character U+200B'],
    ['\ufff9', 'the invisible character U+FFF9'],
    ['\u{e0041}', 'the invisible character U+E0041'],
    ['\ue000', 'the private-use character U+E000'],
    ['\u0378', 'the unassigned character U+0378'],
  ])('should call %j %s', (character, name) => {
    expect(hiddenName(character)).toBe(name);
  });
});
