/** Nesting of a JSON value: 0 for a plain value, 1 for a flat object or array. */
export function jsonDepth(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let deepest = 0;
  for (const item of Object.values(value) as unknown[])
    deepest = Math.max(deepest, jsonDepth(item));
  return deepest + 1;
}
