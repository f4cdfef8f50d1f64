/** Answers of a server that waiting does not change. */
const CODES: ReadonlySet<unknown> = new Set([
  // The credentials: user not found, not authorized, authentication failed, Atlas' own, no such mechanism.
  11,
  13, 18, 8_000, 334,
  // The database: a name that is not permitted, or that differs only in case from one that exists.
  73, 13_297,
  // What is there already is not this program's: a view, other indexes.
  166, 67, 85, 86,
  // The server: it does not know the command, or does not support it.
  59, 115,
]);

/** The driver's and Mongoose's own errors: about the URI, or about what is not installed. */
const NAMES: ReadonlySet<string> = new Set([
  'MongoAPIError',
  'MongoParseError',
  'MongoInvalidArgumentError',
  'MongoMissingDependencyError',
  'MongoMissingCredentialsError',
  'MongooseError',
]);

/** The one of them that may pass: the DNS does not know the servers of a `mongodb+srv://` URI yet. */
const NOT_KNOWN_YET = 'No addresses found at host';

/** Node's codes of a certificate that is refused, and of two ends that do not agree on TLS. A clock may still be set. */
const TLS =
  /^(ERR_(SSL|OSSL|TLS)_|UNABLE_TO_(GET|VERIFY|DECODE|DECRYPT)_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|CERT_(HAS_EXPIRED|REVOKED|UNTRUSTED|REJECTED|SIGNATURE_FAILURE)|HOSTNAME_MISMATCH|INVALID_CA|EPROTO$)/;

/** Causes of causes that are looked at. */
const DEEPEST = 5;

interface Facts {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly reason?: unknown;
}

/**
 * Whether waiting does not help against a fault of MongoDB: the URI, its credentials or its database must be changed, or
 * the server. All else may pass: an outage, an election, a name that is not resolved yet.
 */
export function isPermanent(error: unknown, deepest = DEEPEST): boolean {
  if (!(error instanceof Error) || deepest === 0) return false;
  const { code, syscall, reason } = error as Error & Facts;
  if (NAMES.has(error.name)) return error.message !== NOT_KNOWN_YET;
  if (CODES.has(code)) return true;
  if (typeof code === 'string' && TLS.test(code)) return true;
  // A file that the URI names, for example that of a certificate.
  if (syscall === 'open' || syscall === 'read') return true;
  const failures = failuresOf(reason);
  // One member of a set that is set up wrongly does not keep the others from being chosen.
  if (failures.length > 0) return failures.every((failure) => isPermanent(failure, deepest - 1));
  return isPermanent(error.cause, deepest - 1);
}

/** Why each server of a set could not be chosen, from the driver's description of them. */
function failuresOf(reason: unknown): readonly unknown[] {
  const servers = (reason as { readonly servers?: unknown } | null | undefined)?.servers;
  if (!(servers instanceof Map)) return [];
  return [...servers.values()].map((server) => (server as { readonly error?: unknown }).error);
}
