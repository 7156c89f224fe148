/** The keys for payload encryption can't be used. The message names the key by its place or id, and never a key itself. */
export class EncryptionKeysError extends Error {
  override readonly name = 'EncryptionKeysError';
  readonly code = 'ENCRYPTION_KEYS';
}
