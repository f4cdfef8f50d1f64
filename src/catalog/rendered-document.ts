/** An answer that is ready to be sent. */
export interface RenderedDocument {
  /** JSON in UTF-8. */
  readonly body: Buffer;
  /** Weak entity tag, quotes included; the same on every replica. */
  readonly etag: string;
}
