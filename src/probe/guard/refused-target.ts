/** The address guard said no: nothing was sent. `message` says why, in words for people. */
export class RefusedTarget extends Error {
  override readonly name = 'RefusedTarget';
}
