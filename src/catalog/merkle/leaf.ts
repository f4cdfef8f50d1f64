/** What the signed snapshot says about a listed server. */
export interface Leaf {
  /** SHA-256 of the canonical manifest, hex. */
  readonly dig: string;
  readonly id: string;
  readonly rev: number;
  readonly st: string;
}

/** A leaf in canonical JSON, RFC 8785: its members are in order already. */
export function leafJson({ dig, id, rev, st }: Leaf): string {
  return JSON.stringify({ dig, id, rev, st });
}
