/** Where requests go: a replica, or the front of all of them. */
export interface Target {
  readonly url: string;
  /** Whether it is meant to answer now. */
  readonly serving: boolean;
  /** Other than before: it was gone meanwhile, so a request in between that failed says nothing. */
  readonly generation: number;
}

/** A target that is never meant to be away. */
export function steadyTarget(url: string): Target {
  return { url, serving: true, generation: 0 };
}

/** Remembers a target's generation; answers whether the target has been serving since. */
export function watchTarget(target: Target): () => boolean {
  const { serving, generation } = target;
  return () => serving && target.serving && target.generation === generation;
}

/** A random one of those that serve; `undefined` = none does. */
export function anyServing<T extends Target>(targets: readonly T[]): T | undefined {
  const serving = targets.filter((target) => target.serving);
  return serving[Math.floor(Math.random() * serving.length)];
}
