import { z } from 'zod';

/** The setting of a `*_DATABASE_URL`. */
export const databaseUrl = z
  .string()
  .refine(
    (value) => URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol),
    'it is not a postgres:// URL',
  )
  .describe('postgres://user:password@host:port/database (`npm run start:stack` starts one and prints its URL)');
