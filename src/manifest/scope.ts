/** Whose records a call is about. Every port method takes one. */
export interface Scope {
  readonly tenant: string;
}

/** The only tenant until access control brings more. */
export const DEFAULT_SCOPE: Scope = { tenant: 'default' };
