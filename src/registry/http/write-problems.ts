/** What any route that takes a JSON body and writes may refuse with. */
export const WRITE_PROBLEMS = [
  'MALFORMED_JSON',
  'BODY_REQUIRED',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'QUOTA_EXCEEDED',
  'STORAGE_UNAVAILABLE',
  'OVERLOADED',
] as const;

/** The errors with which routes that store something refuse a request. */
export const QUOTA_PROBLEMS = ['QUOTA_EXCEEDED', 'CAPACITY_EXCEEDED'] as const;

/** What routes refuse with when a key is pinned. */
export const SIGNATURE_PROBLEMS = [
  'MEMBER_SIGNATURE_REQUIRED',
  'MEMBER_SIGNATURE_INVALID',
] as const;
