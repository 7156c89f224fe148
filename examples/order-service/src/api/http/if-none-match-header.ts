import { z } from 'zod';
import type { RequestHeader } from './request-header.ts';

/** `If-None-Match`: the `ETag`s that the caller has. */
export const ifNoneMatchHeader: RequestHeader<string | undefined> = {
  name: 'If-None-Match',
  description: 'An `ETag` from before: the answer is 304 when nothing has changed.',
  required: false,
  schema: z.string(),
  read: (header) => header,
};
