/** An event as a client's listener gets it. */
export interface SseMessage {
  readonly event: string;
  readonly data: string;
  /** The last id that came, with this event or before it. */
  readonly lastEventId: string;
}

/** Interprets an event stream: HTML standard, section 9.2.6. */
export class SseParser {
  lastEventId = '';
  retryMs: number | undefined;
  comments = 0;
  private text = '';
  private event = '';
  private data: string[] = [];
  private id = '';

  /** Takes the next piece of the stream; returns the events that it completes. */
  take(piece: string): SseMessage[] {
    this.text += piece;
    const messages: SseMessage[] = [];
    for (;;) {
      const [line, end] = /^([^\r\n]*)(\r\n|\n|\r(?=[^]))/.exec(this.text)?.slice(1) ?? [];
      if (line === undefined || end === undefined) return messages;
      this.text = this.text.slice(line.length + end.length);
      if (line === '') messages.push(...this.dispatch());
      else this.field(line);
    }
  }

  private field(line: string): void {
    const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (line.startsWith(':')) this.comments += 1;
    else if (name === 'event') this.event = value;
    else if (name === 'data') this.data.push(value);
    else if (name === 'id' && !value.includes('\0')) this.id = value;
    else if (name === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
  }

  private dispatch(): SseMessage[] {
    const { data, event } = this;
    this.lastEventId = this.id;
    this.data = [];
    this.event = '';
    if (data.length === 0) return [];
    const type = event === '' ? 'message' : event;
    return [{ event: type, data: data.join('\n'), lastEventId: this.lastEventId }];
  }
}
