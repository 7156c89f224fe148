import { z } from 'zod';

// Control characters (C0, DEL, C1) would tear a log line. Written as ranges and not as \p{…}: the pattern is in the OpenAPI document, and
// not every reader of one knows Unicode classes.
const unwanted = String.raw`\u0000-\u001f\u007f-\u009f`;

/** Text of 1 to `most` characters, counted as code points, without control characters and halves of surrogate pairs. */
export function plainText(most: number): z.ZodString {
  const rule = `must have 1 to ${most} characters, no control characters among them`;
  return (
    z
      .string()
      .regex(new RegExp(`^[^${unwanted}]{1,${most}}$`, 'u'), rule)
      // Postgres stores no half of a pair. That is no part of the pattern, which readers of the document in UTF-8 could not even compile.
      .refine((text) => text.isWellFormed(), rule)
  );
}
