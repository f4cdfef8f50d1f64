/**
 * Every error that a client can see: its stable code, the HTTP status it is sent with and the short
 * human title. Codes never change their meaning; new ones are added.
 */
export const ERROR_CODES = {
  VALIDATION_FAILED: { status: 400, title: 'The request is not valid' },
  MALFORMED_JSON: { status: 400, title: 'The body is not valid JSON' },
  MALFORMED_REQUEST: { status: 400, title: 'The request cannot be read' },
  BODY_REQUIRED: { status: 400, title: 'The request needs a JSON body' },
  MEMBER_SIGNATURE_REQUIRED: { status: 401, title: 'The request must be signed by the member' },
  MEMBER_SIGNATURE_INVALID: { status: 401, title: 'The signature of the request does not hold' },
  ROUTE_NOT_FOUND: { status: 404, title: 'There is no such route' },
  SERVER_NOT_FOUND: { status: 404, title: 'No such server is listed' },
  SERVER_NOT_REGISTERED: { status: 404, title: 'The server is not registered' },
  KEY_NOT_FOUND: { status: 404, title: 'There is no such signing key' },
  PIN_REFUSED: { status: 403, title: 'Another client registered the server' },
  CROSS_SITE_REFUSED: { status: 403, title: 'A page of another site may not do this' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The route does not take this method' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request came too slowly' },
  SERVER_NOT_REMOVED: { status: 409, title: 'The server is registered' },
  MANIFEST_MISMATCH: { status: 409, title: 'The stored manifest is another one' },
  PRECONDITION_FAILED: { status: 412, title: 'The stored manifest is not the expected one' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  MISDIRECTED_REQUEST: { status: 421, title: 'The host is not a name of this directory' },
  EXPECTATION_FAILED: { status: 417, title: 'The expectation cannot be met' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body must be JSON in UTF-8' },
  QUOTA_EXCEEDED: { status: 429, title: 'A limit of this client is used up' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large' },
  INTERNAL_ERROR: { status: 500, title: 'The directory made a mistake' },
  STORAGE_UNAVAILABLE: { status: 503, title: 'The storage does not answer' },
  OVERLOADED: { status: 503, title: 'Too much is asked for at once' },
  PROBES_BUSY: { status: 503, title: 'Too many probes wait' },
  SIGNING_UNAVAILABLE: { status: 503, title: 'Nothing can be signed now' },
  RECORD_DAMAGED: { status: 503, title: 'The stored record is damaged' },
  SERVER_LEFT_OUT: { status: 503, title: 'The server is stored and cannot be served' },
  CAPACITY_EXCEEDED: { status: 507, title: 'The directory has no room for more' },
  NOT_READY: { status: 503, title: 'The directory is not ready' },
} as const;

/** A stable, upper-case name of an error. */
export type ErrorCode = keyof typeof ERROR_CODES;
