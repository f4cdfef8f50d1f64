/** Words that readers from elsewhere stumble over, in texts that Git tracks: each line that has one is named. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { URL, fileURLToPath } from 'node:url';

/** What is looked for, and what to write instead. */
const WORDS = [
  [/\banew\b/i, 'again'],
  [/\bfor ever\b/i, 'forever'],
];
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TEXTS = /\.(?:ts|mjs|md|sh|ya?ml|template)$|(?:Dockerfile|Makefile[^/]*)$/;
/** This file names the words. */
const OWN = 'ops/lint/lint-words.mjs';

const files = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).split('\n');
let found = 0;
for (const file of files) {
  if (!TEXTS.test(file) || file === OWN) continue;
  for (const [index, line] of readFileSync(`${ROOT}/${file}`, 'utf8').split('\n').entries()) {
    for (const [word, instead] of WORDS) {
      const match = word.exec(line);
      if (match === null) continue;
      found += 1;
      console.error(`${file}:${index + 1}: "${match[0]}": write "${instead}"`);
    }
  }
}
if (found > 0) process.exitCode = 1;
