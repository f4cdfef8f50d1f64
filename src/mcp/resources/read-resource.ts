/** A resource as it is read. */
export class ReadResource {
  /** JSON, byte for byte what the HTTP route answers. */
  readonly text: string;
  private quotedText: Buffer | undefined;

  constructor(
    body: string | Buffer,
    /** Milliseconds for which a client may keep it without asking again. */
    readonly ttlMs: number,
  ) {
    this.text = body.toString();
  }

  /** The text as a JSON string in UTF-8. */
  get quoted(): Buffer {
    return (this.quotedText ??= Buffer.from(JSON.stringify(this.text)));
  }
}
