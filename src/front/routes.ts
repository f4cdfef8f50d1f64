const HEALTH: ReadonlySet<string> = new Set(['/health', '/health/live', '/health/ready']);
const DOCS = '/docs';

/** Whether a path is a health route: orchestrators ask these by address, at any time. */
export function isHealth(path: string): boolean {
  return HEALTH.has(path);
}

/** Whether a request target is in the API documentation: its page, one of the files of the page, or the document. */
export function isDocs(target: string): boolean {
  return target.startsWith(DOCS) && /^\/docs(-json|-yaml|\/[^?]*)?(\?|$)/.test(target);
}
