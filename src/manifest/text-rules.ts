/** Control characters without tab and line breaks. */
// eslint-disable-next-line no-control-regex -- these are the characters to find
const CONTROL_BUT_LINES = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]/;

// eslint-disable-next-line no-control-regex -- these are the characters to find
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** Characters that change the reading direction (Unicode Bidi_Control), a way to disguise text. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Text of one line: no control and no bidi characters. */
export function isLineOfText(text: string): boolean {
  return !CONTROL.test(text) && !BIDI.test(text);
}

/** Text of many lines: tab and line breaks are allowed. */
export function isText(text: string): boolean {
  return !CONTROL_BUT_LINES.test(text) && !BIDI.test(text);
}

/** Trims, and stores CRLF and lone CR as LF. */
export function normaliseText(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

/** A tag or capability in its stored form. */
export function normaliseLabel(label: string): string {
  return label.trim().toLowerCase().trim();
}

/** Length in Unicode code points: what a person calls characters, nearly. */
export function codePoints(text: string): number {
  let length = text.length;
  for (let index = 0; index + 1 < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      length -= 1;
      index += 1;
    }
  }
  return length;
}
