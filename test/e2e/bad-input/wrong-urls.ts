import { bad, type BadManifest, text } from './bad-manifest.js';

const OTHER_SCHEMES = [
  'javascript:alert(1)',
  'JavaScript://localhost/%0aalert(1)',
  'file:///etc/passwd',
  'ftp://localhost/mcp',
  'data:text/html,x',
  'ws://localhost/mcp',
  'urn:omega:mcp',
  'httpx://localhost/mcp',
  'blob:http://localhost/mcp',
  'view-source:http://localhost/mcp',
];

const RELATIVE = ['', '/mcp', '//localhost/mcp', 'localhost', 'localhost:8080/mcp', '?a=b', '#a'];

const NO_HOST = [
  'http:',
  'http:/',
  'http://',
  'http:///mcp',
  'https:///etc/passwd',
  'http:localhost/mcp',
  'http:/localhost/mcp',
  'http://?a',
  'http://#a',
  'http://:8080/mcp',
];

const BAD_HOST = [
  'http://[::1/mcp',
  'http://[zz]/mcp',
  'http://a<b/mcp',
  'http://a%00b/mcp',
  'http://%zz/mcp',
  'http://256.256.256.256/mcp',
  'http://localhost:99999/mcp',
  'http://localhost:-1/mcp',
  'http://localhost:x/mcp',
];

const USER_INFORMATION = [
  'http://user@localhost/mcp',
  'http://user:password@localhost/mcp',
  'http://:password@localhost/mcp',
  'http://@localhost/mcp',
  'http://:@localhost/mcp',
  'http://a@b@localhost/mcp',
];

const SEEN_DIFFERENTLY = [
  ' http://localhost/mcp',
  'http://localhost/mcp ',
  'http://local host/mcp',
  'http://localhost/m cp',
  'http://localhost/mcp\n',
  'ht\ntp://localhost/mcp',
  'http://localhost\t/mcp',
  'http://localhost/\u0007mcp',
  'http://localhost/\u202emcp',
  'http://local\u200bhost/mcp',
  '\ufeffhttp://localhost/mcp',
  'http://localhost/\u00a0',
  'http:\\\\localhost\\mcp',
  'http://localhost\\@example.com/mcp',
  'http://localhost/a\\b',
  'http://localhost/\u3164',
  'http://localhost/\u{e0041}',
];

/** Hosts that URL parsers read as different ones, each with what the WHATWG URL standard makes of it. */
const OTHER_HOSTS = [
  ['http://ex%41mple.com/mcp', 'example.com'],
  ['http://127.1/mcp', '127.0.0.1'],
  ['http://0177.0.0.1/mcp', '127.0.0.1'],
  ['http://2130706433/mcp', '127.0.0.1'],
  ['http://[0::1]/mcp', '[::1]'],
  ['http://bücher.example/mcp', 'xn--bcher-kva.example'],
  ['http://ｌocalhost/mcp', 'localhost'],
] as const;

const NO_DNS_NAME = [
  'http://localhost./mcp',
  'http://a..example/mcp',
  'http://a,b/mcp',
  'http://{tenant}.example/mcp',
  `http://${'a'.repeat(64)}.example/mcp`,
  `http://${'abc.'.repeat(64)}example/mcp`,
];

const BAD_PORT = ['http://localhost:0/mcp', 'http://localhost:/mcp', 'http://localhost:080/mcp'];

const TOO_LONG = [`http://localhost/${'x'.repeat(2_048)}`];

/** URLs that are refused wherever a manifest has one. */
export const BAD_URLS: readonly BadManifest[] = [
  ...rows(OTHER_SCHEMES, 'must be an absolute http or https URL'),
  ...rows(RELATIVE, 'must be an absolute http or https URL'),
  ...rows(NO_HOST, 'must be an absolute http or https URL'),
  ...rows(BAD_HOST, 'must be an absolute http or https URL'),
  ...rows(USER_INFORMATION, 'must not carry user information'),
  ...rows(
    SEEN_DIFFERENTLY,
    'must not hold white space, control characters, invisible characters or backslashes',
  ),
  ...OTHER_HOSTS.flatMap(([url, host]) =>
    rows([url], `must write its host in the form that all readers share: ${host}`),
  ),
  ...rows(
    NO_DNS_NAME,
    'must have a host of at most 253 letters, digits, dashes, underscores and dots, with 1 to 63 of them before, between and after the dots',
  ),
  ...rows(BAD_PORT, 'must have a port from 1 to 65535, without zeros before it'),
  ...rows(
    ['http://xn--a/mcp'],
    'must have a host in which each label after xn-- is valid Punycode',
  ),
  ...rows(TOO_LONG, 'must be no longer than 2048 characters'),
];

function rows(urls: readonly string[], message: string): BadManifest[] {
  return urls.flatMap((url) => {
    const json = text(url);
    const shown = json.slice(0, 50);
    return [
      bad(`mcp: ${shown}`, { endpoints: `{"mcp":${json}}` }, ['endpoints.mcp'], message),
      bad(
        `another endpoint: ${shown}`,
        { endpoints: `{"mcp":"http://a/b","admin":${json}}` },
        ['endpoints.admin'],
        message,
      ),
      bad(
        `a tool's endpoint: ${shown}`,
        { tools: `[{"name":"a","endpoint":${json}}]` },
        ['tools[0].endpoint'],
        message,
      ),
    ];
  });
}
