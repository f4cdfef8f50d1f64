import fc from 'fast-check';

const space = fc.constantFrom('', ' ', '\n', '\t \r\n');

/** The text of a number in every form that JSON has. */
const number = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.constantFrom('0', '1', '10', '907'),
    fc.constantFrom('', '.0', '.125'),
    fc.constantFrom('', 'e5', 'E+07', 'e-0'),
  )
  .map((parts) => parts.join(''));

const string = fc
  .array(
    fc.oneof(
      fc
        .string({ unit: 'grapheme', maxLength: 4 })
        .map((text) => JSON.stringify(text).slice(1, -1)),
      fc.constantFrom('\\n', '\\"', '\\\\', '\\/', '\\u00e9', '\\uD83d\\ude00', '[', '}', ','),
    ),
    { maxLength: 3 },
  )
  .map((parts) => `"${parts.join('')}"`);

const { json } = fc.letrec<{ json: string; spaced: string }>((tie) => ({
  spaced: fc.tuple(space, tie('json'), space).map((parts) => parts.join('')),
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(number, string, fc.constantFrom('true', 'false', 'null')),
    fc.array(tie('spaced'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(space, string, space, tie('spaced')), { maxLength: 4 })
      .map((fields) => `{${fields.map((field) => fieldText(field)).join(',')}}`),
  ),
}));

function fieldText([before, key, behind, value]: readonly string[]): string {
  return `${before ?? ''}${key ?? ''}${behind ?? ''}:${value ?? ''}`;
}

/** A JSON text. */
export const jsonText = json;

/** The bytes of a JSON text. */
export const jsonBytes: fc.Arbitrary<Buffer> = json.map((text) => Buffer.from(text));

/** The same with a few bytes changed, removed or put in. */
export function mutated(bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  const byte = fc.oneof(
    fc.constantFrom(...Buffer.from('{}[]:,"\\ 0-.eEu\ttn')),
    fc.integer({ min: 0, max: 255 }),
  );
  const change = fc.record({ at: fc.nat(), byte, kind: fc.constantFrom('set', 'drop', 'put') });
  return fc
    .tuple(bytes, fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([before, changes]) =>
      changes.reduce((now, { at, byte: value, kind }) => {
        const place = at % (now.length + 1);
        const put = kind === 'drop' ? [] : [Buffer.from([value])];
        const rest = now.subarray(kind === 'put' ? place : place + 1);
        return Buffer.concat([now.subarray(0, place), ...put, rest]);
      }, before),
    );
}
