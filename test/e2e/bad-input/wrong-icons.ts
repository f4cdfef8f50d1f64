import { bad, type BadManifest, badValues, text } from './bad-manifest.js';

const SRC = '"src":"https://a.example/i.png"';
const TYPES = 'image/png, image/jpeg, image/jpg, image/svg+xml, image/webp';

/** Icons that are refused. */
export const BAD_ICONS: readonly BadManifest[] = [
  ...badValues(
    'icons',
    ['null', '{}', '"https://a.example/i.png"', '1'],
    'must be a list of icons',
  ),
  bad(
    'nine icons',
    { icons: `[${`{${SRC}},`.repeat(8)}{${SRC}}]` },
    ['icons'],
    'must have at most 8 icons',
  ),
  ...['null', '"https://a.example/i.png"', '[]', '1'].map((json) =>
    bad(`an icon ${json}`, { icons: `[${json}]` }, ['icons[0]'], 'must be a JSON object'),
  ),
  icon('an icon without a URL', '"theme":"dark"', ['src'], 'is required'),
  ...[
    '',
    'http://a.example/i.png',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    'file:///i.png',
    '/i.png',
    'httpsx://a.example',
    'https://bücher.example/i.png',
    'https://a.example/i\u3164.png',
    'https://a.example/i.png\n',
    'https://a.example/{i}.png',
    'https://a.example/"i".png',
    'https://a.example/100%.png',
  ].map((url) =>
    icon(`an icon at ${url}`, `"src":${text(url)}`, ['src'], 'must be an https URL by RFC 3986'),
  ),
  ...['null', '1', '[]', '{}', '["https://a.example"]'].map((json) =>
    icon(`an icon's URL ${json}`, `"src":${json}`, ['src'], 'must be an https URL by RFC 3986'),
  ),
  ...['https://', 'https:a.example', 'https:///i.png', 'https://[zz]/'].map((url) =>
    icon(
      `an icon at ${url}`,
      `"src":${text(url)}`,
      ['src'],
      'must be an absolute http or https URL',
    ),
  ),
  icon(
    'an icon with a user',
    '"src":"https://u@a.example/i"',
    ['src'],
    'must not carry user information',
  ),
  icon(
    'an icon with a backslash',
    '"src":"https://a.example/\\\\"',
    ['src'],
    'must not hold white space, control characters, invisible characters or backslashes',
  ),
  icon(
    'an icon with a long URL',
    `"src":"https://a.example/${'x'.repeat(255)}"`,
    ['src'],
    'must be no longer than 255 characters',
  ),
  ...['null', '1', '"text/html"', '"IMAGE/PNG"', '["image/png"]', '"image/gif"'].map((json) =>
    icon(`mimeType: ${json}`, `${SRC},"mimeType":${json}`, ['mimeType'], `must be one of ${TYPES}`),
  ),
  ...['null', '"Dark"', '["dark"]', '0'].map((json) =>
    icon(`theme: ${json}`, `${SRC},"theme":${json}`, ['theme'], 'must be one of light, dark'),
  ),
  ...['null', '"48x48"', '{}'].map((json) =>
    icon(`sizes: ${json}`, `${SRC},"sizes":${json}`, ['sizes'], 'must be a list of strings'),
  ),
  icon(
    'too many sizes',
    `${SRC},"sizes":[${'"any",'.repeat(16)}"any"]`,
    ['sizes'],
    'must have at most 16 items',
  ),
  icon(
    'wrong sizes',
    `${SRC},"sizes":["any",null,"48","x","48x48x48"," any","ANY","123456x1"]`,
    [1, 2, 3, 4, 5, 6, 7].map((index) => `sizes[${index}]`),
    'must be <width>x<height>, as 48x48, or any',
  ),
  ...['url', 'type', 'mime_type', 'Src', 'constructor', '__proto__'].map((key) =>
    icon(`an icon's field ${key}`, `${SRC},"${key}":1`, [key]),
  ),
];

function icon(
  name: string,
  fields: string,
  paths: readonly string[],
  message?: string,
): BadManifest {
  return bad(
    name,
    { icons: `[{${fields}}]` },
    paths.map((path) => `icons[0].${path}`),
    message,
  );
}
