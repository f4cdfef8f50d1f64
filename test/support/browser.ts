import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** A name of somebody else that has been made to lead to this machine (DNS rebinding). */
export const REBOUND_NAME = 'evil.test';

/** Why there is no browser to test with; `undefined` = there is one. `REQUIRE_BROWSER=1` makes its absence a failure. */
export function browserMissing(): string | undefined {
  if (existsSync(EXECUTABLE) || process.env['REQUIRE_BROWSER'] === '1') return undefined;
  return `There is no Chromium at ${EXECUTABLE}: install it, or name it in CHROMIUM.`;
}

/** Starts Chromium, which asks nothing of the network outside this machine. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Chromium itself would ask people first; other browsers do not, and the directory must hold without it.
      '--disable-features=LocalNetworkAccessChecks',
      `--host-resolver-rules=MAP ${REBOUND_NAME} 127.0.0.1`,
    ],
  });
}
