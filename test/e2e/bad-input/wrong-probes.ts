import { bad, type BadManifest, badValues } from './bad-manifest.js';

const INTERVAL = 'must be a whole number from 10 to 86400';
const TIMEOUT = 'must be a whole number from 100 to 5000';
const NO_NUMBERS = ['null', 'true', '"60"', '[]', '{}', '60.5', '-60', '1e100'];

/** Settings of probes that are refused. */
export const BAD_PROBES: readonly BadManifest[] = [
  ...badValues('probe', ['null', 'true', '60', '"on"', '[]'], 'must be a JSON object'),
  bad('no switch', { probe: '{}' }, ['probe.enabled'], 'is required'),
  bad('only an interval', { probe: '{"interval_seconds":60}' }, ['probe.enabled'], 'is required'),
  ...['null', '1', '0', '"true"', '[]', '{}'].map((json) =>
    bad(
      `enabled: ${json}`,
      { probe: `{"enabled":${json}}` },
      ['probe.enabled'],
      'must be true or false',
    ),
  ),
  ...wrongNumbers('interval_seconds', [...NO_NUMBERS, '0', '9', '86401'], INTERVAL),
  ...wrongNumbers('timeout_ms', [...NO_NUMBERS, '0', '99', '5001'], TIMEOUT),
  ...['url', 'method', 'Enabled', 'intervalSeconds', 'constructor', 'toString', '__proto__'].map(
    (key) => bad(`a setting ${key}`, { probe: `{"enabled":true,"${key}":1}` }, [`probe.${key}`]),
  ),
  bad('all wrong', { probe: '{"enabled":1,"interval_seconds":"a","timeout_ms":null,"x y":2}' }, [
    'probe.enabled',
    'probe.interval_seconds',
    'probe.timeout_ms',
    'probe["x y"]',
  ]),
];

function wrongNumbers(name: string, values: readonly string[], message: string): BadManifest[] {
  return values.map((json) =>
    bad(
      `${name}: ${json}`,
      { probe: `{"enabled":true,"${name}":${json}}` },
      [`probe.${name}`],
      message,
    ),
  );
}
