import { once } from 'node:events';

/** Writes a line, and waits while the reader is slower. */
export async function print(out: NodeJS.WritableStream, line: string): Promise<void> {
  if (!out.write(`${line}\n`)) await once(out, 'drain');
}

/** A text from outside, so that it can neither move the cursor nor break the line. */
export function plain(text: string): string {
  return text.replaceAll(/[^\x20-\x7e\u00a1-\uffff]/g, '?');
}
