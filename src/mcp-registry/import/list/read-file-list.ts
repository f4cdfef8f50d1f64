import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { failureWords } from '../../../common/failure-words.js';
import { ImportError } from '../import-error.js';
import { parseListPage, type ListPage } from './list-page.js';
import { printable } from '../../../common/printable.js';

/** Reads a list from a file. */
export async function readFileList(path: string, workingDirectory: string): Promise<ListPage> {
  const file = resolve(workingDirectory, path);
  const name = `The file ${printable(file)}`;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new ImportError(
      `${name} cannot be read (${failureWords(error)}). Check its name and whether you may read it.`,
    );
  }
  return parseListPage(text, name);
}
