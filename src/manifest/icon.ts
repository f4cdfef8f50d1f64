/** Media types that the official registry takes. */
export const ICON_TYPES = [
  'image/png',
  'image/jpeg',
  'image/jpg',
  'image/svg+xml',
  'image/webp',
] as const;

export const ICON_THEMES = ['light', 'dark'] as const;

export const ICON_SIZE_PATTERN = /^(?:\d{1,5}x\d{1,5}|any)$/;

/**
 * An icon of a server for user interfaces: the shape of the MCP schema and of the official registry's server.json,
 * names included.
 */
export interface Icon {
  /** An https URL by RFC 3986. */
  readonly src: string;
  readonly mimeType?: (typeof ICON_TYPES)[number];
  /** `<width>x<height>` in pixels, or `any` for one that scales. */
  readonly sizes?: readonly string[];
  /** The background that it is made for. */
  readonly theme?: (typeof ICON_THEMES)[number];
}
