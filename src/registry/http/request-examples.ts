import type { ManifestDraft } from '../../manifest/manifest.js';

const ANALYZER: ManifestDraft = {
  id: 'my_analyzer',
  display_name: 'My Code Analyzer',
  description: 'Analyzes source code and reports problems.',
  version: '1.0.0',
  endpoints: { mcp: 'http://localhost:8080/mcp', health: 'http://localhost:8080/health' },
  tools: [{ name: 'analyze_code', description: 'Finds problems in a source file.' }],
  tags: ['code', 'analysis', 'python'],
};

const WEATHER: ManifestDraft = {
  id: 'weather',
  display_name: 'Weather',
  version: '2.1.0',
  endpoints: { mcp: 'https://weather.example.com/mcp' },
  tags: ['weather'],
  icons: [{ src: 'https://weather.example.com/icon.png', mimeType: 'image/png' }],
  heartbeat_interval_seconds: 0,
  probe: { enabled: true },
};

const HEARTBEAT = { id: ANALYZER.id, status: 'healthy' };

/** What Swagger UI offers to send: with every optional field filled in, as it does by itself, nothing would be taken. */
export const REGISTER_EXAMPLES = {
  leased: { summary: 'A server that sends heartbeats', value: ANALYZER },
  static: { summary: 'A static server, looked after by probes', value: WEATHER },
};

export const HEARTBEAT_EXAMPLES = {
  healthy: { summary: 'All is well', value: HEARTBEAT },
  draining: { summary: 'About to stop', value: { ...HEARTBEAT, status: 'draining' } },
};

export const BATCH_REGISTER_EXAMPLES = {
  two: { summary: 'Two servers', value: { servers: [ANALYZER, WEATHER] } },
};

export const BATCH_HEARTBEAT_EXAMPLES = {
  one: { summary: 'One heartbeat', value: { heartbeats: [HEARTBEAT] } },
};
