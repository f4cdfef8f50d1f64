import type { ServerResponse } from 'node:http';
import type { AppConfig } from '../../config/app-config.js';

type Headers = readonly (readonly [name: string, value: string])[];

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

/** The headers that every answer has, for browsers. */
export class AnswerHeaders {
  private readonly usual: Headers;
  private readonly docs: Headers;

  constructor({ publicUrl, allowedOrigins }: Pick<AppConfig, 'publicUrl' | 'allowedOrigins'>) {
    const all: Headers = [
      ['X-Content-Type-Options', 'nosniff'],
      ['X-Frame-Options', 'DENY'],
      ['Referrer-Policy', 'no-referrer'],
      [
        'Cross-Origin-Resource-Policy',
        allowedOrigins.includes('*') ? 'cross-origin' : 'same-origin',
      ],
      ...transportSecurity(publicUrl),
    ];
    this.usual = [['Content-Security-Policy', POLICY], ...all];
    this.docs = [['Content-Security-Policy', DOCS_POLICY], ...all];
  }

  set(response: ServerResponse, docs: boolean): void {
    for (const [name, value] of docs ? this.docs : this.usual) response.setHeader(name, value);
  }
}

/** It holds for all ports of a host, so only when the directory is what https at that host is. */
function transportSecurity(publicUrl: string | undefined): Headers {
  const url = URL.parse(publicUrl ?? '');
  const applies = url?.protocol === 'https:' && url.port === '' && !LOOPBACK.test(url.hostname);
  return applies ? [['Strict-Transport-Security', `max-age=${HALF_A_YEAR_SECONDS}`]] : [];
}
