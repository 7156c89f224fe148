import { z } from 'zod';

/** `CORS_ALLOWED_ORIGINS`: origins as browsers say them, none by default. `*` is none: a list of everybody is no list. */
export const allowedOriginsSetting = z
  .string()
  .transform((text, context): string[] => {
    const origins = text.split(',').map((origin) => origin.trim());
    if (origins.every(isOrigin)) return origins;
    context.addIssue({ code: 'custom', message: 'at least one is no origin' });
    return z.NEVER;
  })
  .default([])
  .describe('origins such as https://shop.example, separated by commas, without a path; or leave it unset for none');

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
