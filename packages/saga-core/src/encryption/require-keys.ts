import type { EncryptionKey, EncryptionKeys } from './encryption-key.ts';
import { EncryptionKeysError } from './encryption-keys-error.ts';

const keyBytes = 32;

/** @throws {@link EncryptionKeysError} for no key, a wrong id or length, and an id that two keys have. */
export function requireKeys(keys: readonly EncryptionKey[]): EncryptionKeys {
  const [first, ...others] = keys;
  if (first === undefined) throw new EncryptionKeysError('There is no key to encrypt with; give at least one.');
  const ids = new Set<string>();
  for (const [index, { id, key }] of keys.entries()) {
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(id))
      throw new EncryptionKeysError(`Key ${index + 1} has a wrong id; give it 1 to 64 of A-Z a-z 0-9 . _ -.`);
    if (ids.has(id))
      throw new EncryptionKeysError(
        `Two keys have the id '${id}', so nobody could tell which one decrypts; name one anew.`,
      );
    if (key.byteLength !== keyBytes)
      throw new EncryptionKeysError(`The key '${id}' has ${key.byteLength} bytes; AES-256 takes ${keyBytes}.`);
    ids.add(id);
  }
  return [first, ...others];
}
