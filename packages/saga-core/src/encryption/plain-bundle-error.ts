/** A worker was to encrypt, and its workflow bundle was made without: the messages of its workflows' failures would be readable. */
export class PlainBundleError extends Error {
  override readonly name = 'PlainBundleError';
  readonly code = 'PLAIN_BUNDLE';

  constructor(bundle: string) {
    super(
      `The workflow bundle ${bundle} was made without encryption, so the messages of its failures would be readable. Make it with \`plugins: [bundleForEncryption]\` of saga-core/encryption.`,
    );
  }
}
