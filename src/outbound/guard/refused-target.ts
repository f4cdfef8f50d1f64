/** The address guard said no: nothing was sent. `message` says why, in words that everybody may read. */
export class RefusedTarget extends Error {
  override readonly name = 'RefusedTarget';

  /** @param reason more, for the operators' log only */
  constructor(
    message: string,
    readonly reason?: string,
  ) {
    super(message);
  }
}
