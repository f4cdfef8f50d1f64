/** What any route that takes a JSON body and writes may refuse with. */
export const WRITE_PROBLEMS = [
  'MALFORMED_JSON',
  'BODY_REQUIRED',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'STORAGE_UNAVAILABLE',
  'OVERLOADED',
] as const;
