/** A payload was encrypted with a key that this process does not have. Nothing is lost: with the key it can be read. */
export class PayloadKeyUnknownError extends Error {
  override readonly name = 'PayloadKeyUnknownError';
  readonly code = 'PAYLOAD_KEY_UNKNOWN';
  /** The id of the key that is missing. */
  readonly keyId: string;

  constructor(keyId: string, known: readonly string[]) {
    super(
      `A payload is encrypted with the key '${keyId}', and this process has ${known.map((id) => `'${id}'`).join(', ')} only. Add that key behind the others, and keep it until no workflow is retained that has payloads of it.`,
    );
    this.keyId = keyId;
  }
}
