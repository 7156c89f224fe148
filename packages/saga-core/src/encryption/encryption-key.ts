/** A key for AES-256, and the name under which each payload says that it was encrypted with it. */
export interface EncryptionKey {
  /** 1 to 64 of A-Z a-z 0-9 . _ -. It is no secret: it stands beside every payload. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** The first encrypts; all of them decrypt. */
export type EncryptionKeys = readonly [EncryptionKey, ...EncryptionKey[]];
