/**
 * The letters that are most often put in the place of Latin ones, each with the letter that it looks like: a small part of the
 * table of confusables of Unicode UTS 39. Capital ones may look like another letter than small ones do.
 */
const PAIRS = {
  cyrillicCapitals: 'Аa Вb Еe Ѕs Іi Јj Кk Мm Нh Оo Рp Сc Тt Уy Хx Ԛq Ԝw Ӏl',
  cyrillic: 'аa еe ѕs іi јj оo рp сc уy хx ԁd һh ӏl ԛq ԝw кk мm тt вb нh',
  greekCapitals: 'Αa Βb Εe Ζz Ηh Ιi Κk Μm Νn Οo Ρp Τt Υy Χx',
  greek: 'αa ιi κk νv οo ρp τt υu χx ϲc ϳj',
  others: 'օo ոn սu հh ցg ɑa ɡg ıi ɩi ʀr',
};
const LATIN = new Map(
  Object.values(PAIRS).flatMap((pairs) =>
    pairs.split(' ').map(([from = '', to = '']) => [from, to] as const),
  ),
);
const HAS_MORE_THAN_ASCII = /[^\0-\x7f]/;
const NOT_ASCII = /[^\0-\x7f]/g;

/** What a server looks like to people who read quickly. */
export interface Looks {
  readonly id: string;
  readonly name: string;
}

/** What a server's id and display name look like: servers of the same looks are taken for each other. */
export function looksOf(id: string, displayName: string): Looks {
  return { id: idSkeleton(id), name: nameSkeleton(displayName) };
}

/** What an id looks like: ids with the same skeleton are taken for each other. */
function idSkeleton(id: string): string {
  return folded(id).replaceAll(/[-_.]+/g, '-');
}

/** What a display name looks like, in the manner of Unicode UTS 39, section 4, with a small table of letters. */
function nameSkeleton(name: string): string {
  const plain = HAS_MORE_THAN_ASCII.test(name) ? inLatin(name) : name;
  const words = folded(plain)
    .replaceAll(/[\s\p{P}\p{M}]+/gu, ' ')
    .trim();
  return words === '' ? plain : words;
}

/** A name in plain characters, with Latin letters where others look like them. ASCII stays as it is. */
function inLatin(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(NOT_ASCII, (letter) => LATIN.get(letter) ?? letter);
}

/** Case, and the digits and pairs of letters that look like a letter. */
function folded(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('0', 'o')
    .replaceAll(/[1i|]/g, 'l')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}
