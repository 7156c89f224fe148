/** What came back for one request, before anybody has judged it. @internal */
export type Reply =
  | {
      readonly status: number;
      readonly headers: Headers;
      /** `undefined` when it was larger than callers read, or is not UTF-8. */
      readonly body: string | undefined;
    }
  | { readonly failure: string };
