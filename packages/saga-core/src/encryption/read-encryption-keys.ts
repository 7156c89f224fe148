import type { EncryptionKey, EncryptionKeys } from './encryption-key.ts';
import { EncryptionKeysError } from './encryption-keys-error.ts';
import { requireKeys } from './require-keys.ts';

const example = 'k1:<the output of openssl rand -base64 32>';

/**
 * Reads keys from one line of text, as a secret's variable holds them: `<id>:<32 bytes in base64>`, several with commas. The
 * first encrypts; the others are of before (or of tomorrow), and decrypt only.
 *
 * @throws {@link EncryptionKeysError} when a key is malformed. The message has nothing of the text in it but ids.
 *
 * @example
 * ```ts
 * const { KEYS } = process.env;
 * if (!KEYS) throw new Error('KEYS is not set.');
 * const client = new Client({ connection, plugins: [payloadEncryption({ keys: readEncryptionKeys(KEYS) })] });
 * ```
 */
export function readEncryptionKeys(text: string): EncryptionKeys {
  return requireKeys(text.split(',').map((part, index) => readKey(part.trim(), index + 1)));
}

function readKey(part: string, place: number): EncryptionKey {
  const colon = part.indexOf(':');
  if (colon < 0) throw new EncryptionKeysError(`Key ${place} has no id before a colon; write ${example}.`);
  const base64 = part.slice(colon + 1);
  // Node leaves out what is no base64; such a key would be another than the one that was meant.
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(base64))
    throw new EncryptionKeysError(`Key ${place} is not 32 bytes in base64; write ${example}.`);
  return { id: part.slice(0, colon), key: Buffer.from(base64, 'base64') };
}
