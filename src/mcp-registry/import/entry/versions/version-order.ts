import semver from 'semver';

/** What the order of two versions of one server follows from. */
export interface Versioned {
  readonly version: string;
  /** RFC 3339; `undefined` = before all others. */
  readonly publishedAt: string | undefined;
}

/**
 * Compares versions as the official registry does: by the precedence of semantic versioning; what is not such a
 * version is older than what is; otherwise by the time of publication. Greater than 0: `a` is newer. 0: nothing tells
 * them apart.
 */
export function compareVersions(a: Versioned, b: Versioned): number {
  const [first, second] = [semver.parse(a.version), semver.parse(b.version)];
  if ((first === null) !== (second === null)) return first === null ? -1 : 1;
  const precedence = first === null || second === null ? 0 : first.compare(second);
  return precedence || published(a) - published(b) || inCodeUnits(a.version, b.version);
}

/** 0 comes before each time that a registry gives. */
function published({ publishedAt }: Versioned): number {
  const time = publishedAt === undefined ? Number.NaN : Date.parse(publishedAt);
  return Number.isNaN(time) ? 0 : time;
}

function inCodeUnits(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
