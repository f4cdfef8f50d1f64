/** The KMS answered, but not with what was asked for. The message is for people and has no secrets. */
export class KmsAnswer extends Error {
  override readonly name = 'KmsAnswer';
}
