import type { z } from 'zod';

/** A header that an operation reads. */
export interface RequestHeader<Value = unknown> {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** What it may look like, for the OpenAPI document. `read` uses it too. */
  readonly schema: z.ZodType;
  /** Its value; throws a `Problem` for one that is missing or malformed. */
  readonly read: (header: string | undefined) => Value;
}

/** The headers of an operation, by the name under which its handler gets them. */
export type RequestHeaders = Readonly<Record<string, RequestHeader>>;

export type HeaderValues<Headers> = Headers extends RequestHeaders
  ? { readonly [Name in keyof Headers]: ReturnType<Headers[Name]['read']> }
  : undefined;
