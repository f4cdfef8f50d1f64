import type { Request } from 'express';

/** A layer of Express's router; its type declarations leave `match` out. */
interface Layer {
  readonly route?: { readonly stack: readonly { readonly method: string }[] };
  match(path: string): boolean;
}

/** The methods that the application routes at the path of a request, for `Allow`; empty when it routes none. */
export function allowedMethods({ app, path }: Request): string[] {
  const methods = new Set<string>();
  for (const layer of app.router.stack as unknown as readonly Layer[]) {
    if (layer.route === undefined || !layer.match(path)) continue;
    for (const { method } of layer.route.stack) methods.add(method.toUpperCase());
  }
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}
