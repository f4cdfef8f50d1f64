const LAST_UNIT = 0xffff;

/** The first string behind all that begin with `prefix`, in order of code units; `undefined` = there is none. */
export function endOfPrefix(prefix: string): string | undefined {
  for (let last = prefix.length - 1; last >= 0; last -= 1) {
    const unit = prefix.charCodeAt(last);
    if (unit < LAST_UNIT) return prefix.slice(0, last) + String.fromCharCode(unit + 1);
  }
  return undefined;
}
