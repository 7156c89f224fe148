import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import fc from 'fast-check';
import { AesPayloadCodec, type EncryptionKey, readEncryptionKeys } from 'saga-core/encryption';
import { describe, expect, it } from 'vitest';

const newKey = (id: string): EncryptionKey => ({ id, key: randomBytes(32) });
const [oldKey, newerKey, otherKey] = [newKey('old'), newKey('newer'), newKey('other')];
const codec = new AesPayloadCodec({ keys: [oldKey] });

const payloads = fc
  .array(fc.oneof(fc.jsonValue(), fc.uint8Array(), fc.constant(undefined)))
  .map((values) => values.map((value) => defaultPayloadConverter.toPayload(value) as Payload));
const read = (payload: Payload | undefined) => defaultPayloadConverter.fromPayload(payload as Payload);
const text = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('latin1');

describe('an encrypted payload', () => {
  it('comes back as it went', async () => {
    await fc.assert(
      fc.asyncProperty(payloads, async (given) => {
        const back = await codec.decode(await codec.encode(given));
        expect(back.map(read)).toEqual(given.map(read));
        expect(back.map(({ metadata }) => text(metadata?.encoding))).toEqual(
          given.map(({ metadata }) => text(metadata?.encoding)),
        );
      }),
    );
  });

  it('shows nothing but the id of its key: no word of it, and not what kind of value it is', async () => {
    const [sealed] = await codec.encode([defaultPayloadConverter.toPayload({ city: 'canary' })]);
    expect(
      Object.fromEntries(Object.entries(sealed?.metadata ?? {}).map(([name, bytes]) => [name, text(bytes)])),
    ).toEqual({
      encoding: 'binary/encrypted',
      'encryption-key-id': 'old',
    });
    expect(text(sealed?.data)).not.toMatch(/canary|city|json/);
  });

  it('is another one each time, so that equal values can not be told', async () => {
    const payload = defaultPayloadConverter.toPayload('the same');
    const sealed = await codec.encode([payload, payload]);
    expect(text(sealed[0]?.data)).not.toBe(text(sealed[1]?.data));
  });

  it('does not decrypt when a single bit of it was changed, or a piece is missing', async () => {
    const [sealed] = await codec.encode([defaultPayloadConverter.toPayload('pay 10')]);
    const data = Buffer.from(sealed?.data ?? []);
    const decrypt = (changed: Uint8Array) => codec.decode([{ metadata: sealed?.metadata ?? {}, data: changed }]);
    const refused = { name: 'PayloadUnreadableError', code: 'PAYLOAD_UNREADABLE', keyId: 'old' };
    for (let bit = 0; bit < data.length * 8; bit += 1) {
      const changed = Buffer.from(data);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      await expect(decrypt(changed)).rejects.toMatchObject(refused);
    }
    for (let length = 0; length < data.length; length += 1)
      await expect(decrypt(data.subarray(0, length))).rejects.toMatchObject(refused);
  });

  it('is read as it is when it was never encrypted', async () => {
    const plain = [defaultPayloadConverter.toPayload('plain'), {}] as Payload[];
    expect(await codec.decode(plain)).toEqual(plain);
  });
});

describe('rotation', () => {
  it('encrypts with the first key and decrypts with all', async () => {
    const before = await codec.encode([defaultPayloadConverter.toPayload('before')]);
    const rotated = new AesPayloadCodec({ keys: [newerKey, oldKey] });
    const after = await rotated.encode([defaultPayloadConverter.toPayload('after')]);
    expect(text(after[0]?.metadata?.['encryption-key-id'])).toBe('newer');
    expect((await rotated.decode([...before, ...after])).map(read)).toEqual(['before', 'after']);
  });

  it('says which key is missing, which ones there are, and what to do', async () => {
    const sealed = await codec.encode([defaultPayloadConverter.toPayload('before')]);
    const without = new AesPayloadCodec({ keys: [newerKey, otherKey] });
    await expect(without.decode(sealed)).rejects.toMatchObject({
      name: 'PayloadKeyUnknownError',
      code: 'PAYLOAD_KEY_UNKNOWN',
      keyId: 'old',
      message: expect.stringMatching(/'old'.*'newer', 'other' only\. Add that key behind the others/),
    });
  });

  it('notices another key under the same id', async () => {
    const sealed = await codec.encode([defaultPayloadConverter.toPayload('before')]);
    const wrong = new AesPayloadCodec({ keys: [newKey('old')] });
    await expect(wrong.decode(sealed)).rejects.toMatchObject({ code: 'PAYLOAD_UNREADABLE' });
  });
});

describe('keys', () => {
  const base64 = Buffer.from(oldKey.key).toString('base64');

  it('are read from one line, in base64 or base64url', () => {
    const url = Buffer.from(newerKey.key).toString('base64url');
    const keys = readEncryptionKeys(`old:${base64}, newer:${url}`);
    expect(keys.map(({ id, key }) => ({ id, key: Buffer.from(key) }))).toEqual([oldKey, newerKey]);
  });

  it.each([
    ['', 'Key 1 has no id before a colon'],
    [base64, 'Key 1 has no id before a colon'],
    [`:${base64}`, 'Key 1 has a wrong id'],
    [`a b:${base64}`, 'Key 1 has a wrong id'],
    ['old:', 'Key 1 is not 32 bytes in base64'],
    [`old:${base64.slice(4)}`, 'Key 1 is not 32 bytes in base64'],
    [`old:${base64}AAAA`, 'Key 1 is not 32 bytes in base64'],
    [`old:${base64.replace(/^./, '*')}`, 'Key 1 is not 32 bytes in base64'],
    [`old:${base64},`, 'Key 2 has no id before a colon'],
    [`old:${base64},old:${base64}`, "Two keys have the id 'old'"],
  ])('are refused without a word of them: %j', (line, message) => {
    const attempt = () => readEncryptionKeys(line);
    expect(attempt).toThrow(expect.objectContaining({ name: 'EncryptionKeysError', code: 'ENCRYPTION_KEYS' }));
    expect(attempt).toThrow(message);
    expect(attempt).not.toThrow(base64.slice(5, 15));
  });

  it.each([0, 16, 31, 33])('of %i bytes are refused', (bytes) => {
    expect(() => new AesPayloadCodec({ keys: [{ id: 'k', key: randomBytes(bytes) }] })).toThrow(`has ${bytes} bytes`);
  });
});
