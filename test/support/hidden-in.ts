/** Written from the words of the rule, not from its code: what is left of a text without all that it may have. */
const EMOJI = new RegExp('\\p{Extended_Pictographic}[\\ufe0e\\ufe0f]|\\p{RGI_Emoji}', 'gv');
const JOINED = /(?<=[\p{L}\p{M}\p{N}])[\u200c\u200d](?=[\p{L}\p{M}\p{N}]|\s|$)/gu;
const HIDDEN = /[\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]|(?![\t\n\r])\p{Cc}/u;

/** All texts in a JSON value, keys included, that hide something; texts that are JSON are looked into. */
export function hiddenIn(value: unknown): string[] {
  if (typeof value === 'string') return isHiding(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [...hiddenIn(key), ...hiddenIn(member)]);
}

function isHiding(text: string): boolean {
  const rest = text
    .replaceAll(/\u200d(?=\p{Extended_Pictographic})/gu, (joiner, at: number) =>
      /(?:\p{Extended_Pictographic}|\ufe0f|\p{Emoji_Modifier})$/u.test(text.slice(0, at))
        ? ''
        : joiner,
    )
    .replaceAll(EMOJI, '')
    .replaceAll(JOINED, (joiner, at: number, whole: string) =>
      /[^\p{Script=Latin}\p{Script=Common}]/u.test(whole.slice(Math.max(0, at - 2), at + 3))
        ? ''
        : joiner,
    )
    .replaceAll(/[\u061c\u200e\u200f]/g, '');
  return HIDDEN.test(rest);
}
