/** Nothing could be checked. The message is for people and says what to do. */
export class VerifyError extends Error {
  override readonly name = 'VerifyError';
}
