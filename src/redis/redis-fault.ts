/** Why Redis can't be used, as the end of a sentence about it; without addresses and without what it said. */
export type RedisFault =
  | 'does not answer'
  | 'refuses the password of REDIS_URL'
  | 'refuses the database of REDIS_URL'
  | 'refuses the user of REDIS_URL what the directory needs';

/** By the answers of Redis that waiting does not change; the first that fits counts. */
const REFUSALS: readonly (readonly [RegExp, RedisFault])[] = [
  [/\b(WRONGPASS|NOAUTH|invalid password)\b/, 'refuses the password of REDIS_URL'],
  [
    /\bDB index\b|SELECT is not allowed|\bNOPERM\b.*\bselect\b/i,
    'refuses the database of REDIS_URL',
  ],
  [/\bNOPERM\b/, 'refuses the user of REDIS_URL what the directory needs'],
];

/** What kind of fault an error's text is. */
export function redisFaultOf(text: string): RedisFault {
  return REFUSALS.find(([pattern]) => pattern.test(text))?.[1] ?? 'does not answer';
}
