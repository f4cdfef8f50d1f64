import type { Request } from 'express';

/** The value of a header as it was sent, several lines joined: RFC 9421, section 2.1. `undefined` = there is none. */
export function fieldValue({ rawHeaders }: Request, name: string): string | undefined {
  const values = rawHeaders.flatMap((value, index) =>
    index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name ? [value.trim()] : [],
  );
  return values.length === 0 ? undefined : values.join(', ');
}
