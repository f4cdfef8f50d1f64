/** A server-sent event: HTML standard, section 9.2. */
export interface SseEvent {
  readonly event: string;
  /** One line. */
  readonly data: string;
}

/** Events as they are sent; the id, which is that of all of them, comes with the last. */
export function sseText(events: readonly SseEvent[], id: string): string {
  const last = events.length - 1;
  return events
    .map(({ event, data }, index) => {
      const idLine = index === last ? `id: ${id}\n` : '';
      return `event: ${event}\n${idLine}data: ${data}\n\n`;
    })
    .join('');
}

/** No event, but the position to go on from; it also keeps the connection alive. */
export function sseKeepAlive(id: string | undefined): string {
  return id === undefined ? ': keep-alive\n\n' : `: keep-alive\nid: ${id}\n\n`;
}

/** After how many milliseconds to come back when the connection ends. */
export function sseRetry(ms: number): string {
  return `retry: ${ms}\n\n`;
}
