export { AesPayloadCodec } from './encryption/aes-payload-codec.ts';
export type { EncryptionKey, EncryptionKeys } from './encryption/encryption-key.ts';
export { EncryptionKeysError } from './encryption/encryption-keys-error.ts';
export {
  bundleForEncryption,
  type PayloadEncryption,
  type PayloadEncryptionOptions,
  payloadEncryption,
} from './encryption/payload-encryption.ts';
export { PayloadKeyUnknownError } from './encryption/payload-key-unknown-error.ts';
export { PayloadUnreadableError } from './encryption/payload-unreadable-error.ts';
export { PlainBundleError } from './encryption/plain-bundle-error.ts';
export { readEncryptionKeys } from './encryption/read-encryption-keys.ts';
