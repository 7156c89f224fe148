/** A payload does not decrypt with the key that it names: it was changed, or another key went by that id. */
export class PayloadUnreadableError extends Error {
  override readonly name = 'PayloadUnreadableError';
  readonly code = 'PAYLOAD_UNREADABLE';
  readonly keyId: string;

  constructor(keyId: string, options?: ErrorOptions) {
    super(
      `A payload does not decrypt with the key '${keyId}' that it names. Either it was changed, or the key of that id is not the one that encrypted it: never give an id to a second key.`,
      options,
    );
    this.keyId = keyId;
  }
}
