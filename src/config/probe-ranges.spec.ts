import { describe, expect, it } from '@jest/globals';
import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';
import { parseProbeRange, probeRangeFault, readProbeRanges } from './probe-ranges.js';

describe('Ranges of addresses for probes', () => {
  it('should be separated by commas, as their ports are', () => {
    const text = '127.0.0.1/32, 10.0.0.0/8:80, 443,8000-9000,fd00::/8:443,::1/128,';
    expect(readProbeRanges(text)).toEqual([
      '127.0.0.1/32',
      '10.0.0.0/8:80,443,8000-9000',
      'fd00::/8:443',
      '::1/128',
    ]);
    expect(readProbeRanges('')).toEqual([]);
  });

  it('should be read with their ports', () => {
    expect(parseProbeRange('10.0.0.0/8:80,8000-9000')).toEqual({
      cidr: '10.0.0.0/8',
      ports: [
        [80, 80],
        [8_000, 9_000],
      ],
    });
    expect(parseProbeRange('fd00::/8:1-65535').ports).toEqual([[1, 65_535]]);
    expect(parseProbeRange('::/0')).toEqual({ cidr: '::/0', ports: undefined });
  });

  it.each(['10.0.0.0/8', '10.0.0.0/8:80', 'fd00::/8:80,443', '0.0.0.0/0:1-65535', '::1/128'])(
    'should have %s',
    (entry) => {
      expect(readProbeRanges(entry)).toEqual([entry]);
      expect(probeRangeFault(entry)).toBeUndefined();
    },
  );

  it.each([
    ['10.0.0.0/8:', ''],
    ['10.0.0.0/8:0', '0'],
    ['10.0.0.0/8:65536', '65536'],
    ['10.0.0.0/8:9000-8000', '9000-8000'],
    ['10.0.0.0/8:http', 'http'],
    ['fd00::/8:80-', '80-'],
  ])('should not have the ports of %s', (entry, wrong) => {
    expect(readProbeRanges(entry)).toEqual([entry]);
    expect(probeRangeFault(entry)).toBe(
      `has ports that are not valid ("${wrong}"): write them as 80,443,8000-9000`,
    );
  });

  it.each(['10.0.0.0:80', '443', '10.0.0.0', 'fd00::', '10.0.0.0/33:80', '[fd00::]:80', '*:80'])(
    'should not have %s',
    (entry) => {
      expect(probeRangeFault(entry)).toBe(
        'is not a range of addresses: write it as 10.0.0.0/8 or fd00::/8',
      );
    },
  );

  it('should give ports without a range before them to nobody', () => {
    expect(readProbeRanges('443,10.0.0.0/8,80')).toEqual(['443', '10.0.0.0/8', '80']);
  });

  it('should read the ranges that may be probed, and name each wrong one', () => {
    expect(loadConfig({}).probeAllowCidrs).toEqual([]);
    const PROBE_ALLOW_CIDRS = '127.0.0.0/8, ::1/128';
    expect(loadConfig({ PROBE_ALLOW_CIDRS }).probeAllowCidrs).toEqual(['127.0.0.0/8', '::1/128']);
    expect(problemsOf({ PROBE_ALLOW_CIDRS: '10.0.0.0/8,10.0.0.0,::ffff:0:0/96' })).toEqual([
      'PROBE_ALLOW_CIDRS: "10.0.0.0" is not a range of addresses: write it as 10.0.0.0/8 or fd00::/8',
      'PROBE_ALLOW_CIDRS: "::ffff:0:0/96" is IPv4 in disguise: write it as IPv4',
    ]);
    const ported = '10.0.0.0/8:80,443,fd00::/8:8000-9000';
    expect(loadConfig({ PROBE_ALLOW_CIDRS: ported }).probeAllowCidrs).toEqual([
      '10.0.0.0/8:80,443',
      'fd00::/8:8000-9000',
    ]);
    expect(problemsOf({ PROBE_ALLOW_CIDRS: '10.0.0.0/8:80,0' })).toEqual([
      'PROBE_ALLOW_CIDRS: "10.0.0.0/8:80,0" has ports that are not valid ("0"): write them as 80,443,8000-9000',
    ]);
    expect(loadConfig({}).probeDenyCidrs).toEqual([]);
    expect(loadConfig({ PROBE_DENY_CIDRS: '203.0.113.7, 2001:db8::/32' }).probeDenyCidrs).toEqual([
      '203.0.113.7/32',
      '2001:db8::/32',
    ]);
    expect(problemsOf({ PROBE_DENY_CIDRS: '10.0.0.0/8:80' })).toEqual([
      'PROBE_DENY_CIDRS: "10.0.0.0/8:80" is not a range of addresses: write it as 10.0.0.0/8 or fd00::/8',
    ]);
  });
});

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
