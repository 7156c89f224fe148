import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { EncryptionKey, EncryptionKeys } from './encryption-key.ts';
import { PayloadKeyUnknownError } from './payload-key-unknown-error.ts';
import { PayloadUnreadableError } from './payload-unreadable-error.ts';
import { requireKeys } from './require-keys.ts';

const { Payload: payloadMessage } = proto.temporal.api.common.v1;

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const encoding = bytesOf('binary/encrypted');

/**
 * Encrypts every payload that goes to Temporal: arguments, results, update arguments and answers, query results, memos, summaries,
 * details of failures. AES-256-GCM with a random nonce of 96 bits (NIST SP 800-38D), so at most 2³² payloads for one key: raise
 * a new one in time.
 *
 * A payload is encrypted whole, what says how to read it included. Around it is what Temporal's encryption samples in other
 * languages write, so that their codec servers can read it: encoding `binary/encrypted`, the key's id in `encryption-key-id`,
 * and as data nonce, ciphertext and tag.
 *
 * What is not encrypted is read as it is, so sagas that were started before encryption go on.
 *
 * For failures' messages a codec is not enough: use it through `payloadEncryption`.
 */
export class AesPayloadCodec implements PayloadCodec {
  readonly #current: EncryptionKey;
  readonly #byId: ReadonlyMap<string, EncryptionKey>;

  /** @throws {@link EncryptionKeysError} when the keys can't be used */
  constructor({ keys }: { readonly keys: EncryptionKeys }) {
    requireKeys(keys);
    this.#current = keys[0];
    this.#byId = new Map(keys.map((key) => [key.id, key]));
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => this.#encrypted(payload));
  }

  /**
   * @throws {@link PayloadKeyUnknownError} when a payload was encrypted with a key that is not among these
   * @throws {@link PayloadUnreadableError} when it does not decrypt
   */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => (isEncrypted(payload) ? this.#decrypted(payload) : payload));
  }

  #encrypted(payload: Payload): Payload {
    const { id, key } = this.#current;
    const nonce = randomBytes(nonceBytes);
    const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
    const sealed = [nonce, sealing.update(payloadMessage.encode(payload).finish()), sealing.final()];
    return {
      metadata: { encoding, 'encryption-key-id': bytesOf(id) },
      data: Buffer.concat([...sealed, sealing.getAuthTag()]),
    };
  }

  #decrypted({ metadata, data }: Payload): Payload {
    const keyId = textOf(metadata?.['encryption-key-id']);
    const key = this.#byId.get(keyId);
    if (key === undefined) throw new PayloadKeyUnknownError(keyId, [...this.#byId.keys()]);
    try {
      const sealed = Buffer.from(data ?? []);
      const opening = createDecipheriv(cipher, key.key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
      opening.setAuthTag(sealed.subarray(-tagBytes));
      const plain = [opening.update(sealed.subarray(nonceBytes, -tagBytes)), opening.final()];
      return payloadMessage.decode(Buffer.concat(plain));
    } catch (cause) {
      throw new PayloadUnreadableError(keyId, { cause });
    }
  }
}

function isEncrypted({ metadata }: Payload): boolean {
  return textOf(metadata?.encoding) === 'binary/encrypted';
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return new TextDecoder().decode(bytes ?? new Uint8Array());
}
