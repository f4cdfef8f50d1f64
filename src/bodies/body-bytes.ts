import type { IncomingMessage } from 'node:http';
import { DomainError } from '../common/domain-error.js';

/** Gets the length of the body as far as it is known: at first by its header, then by what has come. Throws to refuse it. */
export type LengthCheck = (length: number) => void;

/** Whether a request has a body: RFC 9112, section 6.3. */
export function hasBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  if (headers['transfer-encoding'] !== undefined) return true;
  const length = headers['content-length'];
  return length !== undefined && length !== '0' && Number(length) !== 0;
}

/**
 * The bytes of a body as they were sent. What is refused is not read further.
 * @throws what `check` throws, and MALFORMED_REQUEST when the sender has left
 */
export function bodyBytes(request: IncomingMessage, check: LengthCheck): Promise<Buffer> {
  const known = request.headers['content-length'];
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (): void => {
      request.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut);
    };
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      chunks.push(chunk);
      if (known === undefined) checked();
    };
    const onEnd = (): void => {
      stop();
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    };
    const onCut = (): void => {
      stop();
      reject(new DomainError('MALFORMED_REQUEST', 'The body ended before its end.'));
    };
    const checked = (): boolean => {
      try {
        check(known === undefined ? length : Number(known));
        return true;
      } catch (error) {
        stop();
        reject(error instanceof Error ? error : new Error(String(error)));
        return false;
      }
    };
    if (!checked()) return;
    request.on('data', onData).once('end', onEnd).once('error', onCut).once('close', onCut);
  });
}
