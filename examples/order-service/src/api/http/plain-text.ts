import { z } from 'zod';

// Control characters (C0, DEL, C1) would tear a log line, and Postgres refuses a NUL and half a surrogate pair. Written as ranges and
// not as \p{…}: the pattern is in the OpenAPI document, and not every reader of one knows Unicode classes.
const unwanted = String.raw`\u0000-\u001f\u007f-\u009f\ud800-\udfff`;

/** Text of 1 to `most` characters, counted as code points, without control characters. */
export function plainText(most: number): z.ZodString {
  return z
    .string()
    .regex(
      new RegExp(`^[^${unwanted}]{1,${most}}$`, 'u'),
      `must have 1 to ${most} characters, no control characters among them`,
    );
}
