/** A key of the namespace; all of them hash to the same slot of a Redis cluster, so that scripts may use them together. */
export function redisKey(namespace: string, name: string): string {
  return `{omega-directory:${namespace}}:${name}`;
}
