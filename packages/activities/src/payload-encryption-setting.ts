import { EncryptionKeysError, readEncryptionKeys } from 'saga-core/encryption';
import { z } from 'zod';

/**
 * The setting `PAYLOAD_ENCRYPTION_KEYS`, the same for workers and for whoever starts sagas: `<id>:<32 bytes in base64>`, several
 * with commas, the one that encrypts first. Unset, payloads are not encrypted.
 */
export const payloadEncryptionSetting = z
  .string()
  .transform((text, context) => {
    try {
      return readEncryptionKeys(text);
    } catch (error) {
      if (!(error instanceof EncryptionKeysError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  })
  .optional()
  .describe('keys such as k1:<the output of openssl rand -base64 32>, the one that encrypts first, or leave it unset');
