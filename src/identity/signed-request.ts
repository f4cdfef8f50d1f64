import type { IncomingMessage } from 'node:http';

/** What of a request a signature may cover. */
export type SignedRequest = Pick<IncomingMessage, 'headers' | 'rawHeaders'> & {
  readonly method: string;
  /** The request target as it was sent. */
  readonly originalUrl: string;
  /** `undefined` = it has none. */
  readonly body?: unknown;
};

/** The value of a header as it was sent, several lines joined: RFC 9421, section 2.1. `undefined` = there is none. */
export function fieldValue({ rawHeaders }: SignedRequest, name: string): string | undefined {
  const values = rawHeaders.flatMap((value, index) =>
    index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name ? [value.trim()] : [],
  );
  return values.length === 0 ? undefined : values.join(', ');
}
