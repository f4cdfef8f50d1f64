import type { Express, Request } from 'express';
import type { AppConfig } from '../../config/app-config.js';
import { isDocs } from '../routes.js';

/** Answers are data: nothing in them is to be run, framed or sniffed. */
const POLICY = "default-src 'none'; frame-ancestors 'none'";

/** What Swagger UI needs: its own scripts, its styles, which are partly inline, and requests to the same origin. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HALF_A_YEAR_SECONDS = 15_552_000;
const LOOPBACK = /^(localhost|127\..*|\[::1\])$/;

type Settings = Pick<AppConfig, 'publicUrl' | 'allowedOrigins'>;

/** How Node writes the first lines of an answer; its type declarations leave it out. */
interface HeadWriter {
  _storeHeader?: (this: { readonly req: Request }, firstLine: string, headers: unknown) => void;
}

/**
 * Puts the headers for browsers into every answer of an application. They are the same for all, so they are written as
 * they are: to set each of them would cost a read 7 % of its time.
 */
export function addAnswerHeaders(app: Express, settings: Settings): void {
  const usual = headerLines(POLICY, settings);
  const docs = headerLines(DOCS_POLICY, settings);
  const answers = app.response as unknown as HeadWriter;
  const { _storeHeader: store } = answers;
  if (store === undefined) throw new Error('This version of Node.js is not supported');
  answers._storeHeader = function (firstLine, headers) {
    store.call(this, firstLine + (isDocs(this.req.originalUrl) ? docs : usual), headers);
  };
}

function headerLines(policy: string, { publicUrl, allowedOrigins }: Settings): string {
  const isPublic = allowedOrigins.includes('*');
  return [
    'X-Content-Type-Options: nosniff',
    `Content-Security-Policy: ${policy}`,
    'X-Frame-Options: DENY',
    'Referrer-Policy: no-referrer',
    `Cross-Origin-Resource-Policy: ${isPublic ? 'cross-origin' : 'same-origin'}`,
    // A cache must not hand an answer to a page that may not read it; nor must a page miss one that it may read.
    ...(isPublic ? [] : ['Vary: Origin']),
    ...transportSecurity(publicUrl),
  ]
    .map((line) => `${line}\r\n`)
    .join('');
}

/** It holds for all ports of a host, so only when the directory is what https at that host is. */
function transportSecurity(publicUrl: string | undefined): string[] {
  const url = URL.parse(publicUrl ?? '');
  const applies = url?.protocol === 'https:' && url.port === '' && !LOOPBACK.test(url.hostname);
  return applies ? [`Strict-Transport-Security: max-age=${HALF_A_YEAR_SECONDS}`] : [];
}
