/**
 * What is wrong with the text of a setting, whatever the setting means; `undefined` when nothing is. Files that were
 * written on another system, and `docker --env-file`, leave quotes, spaces and `\r` in values: a folder of that name
 * would be another folder, and a secret another secret.
 */
export function textFault(text: string): string | undefined {
  if (/\p{Cc}/u.test(text)) return 'must not hold control characters, such as line ends';
  if (/^[\s\p{Cf}]|[\s\p{Cf}]$/u.test(text)) return 'must not have white space around it';
  if (/^(["'`]).*\1$/.test(text)) return 'must not have quotes around it';
  if (text.includes('\uFFFD')) return 'must be UTF-8';
  return undefined;
}
