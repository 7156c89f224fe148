/** What came back for one request, before anybody has judged it. @internal */
export type Reply =
  | Answered
  | { readonly failure: string /** Of an answer that broke off. */; readonly status?: number };

type Answered = { readonly status: number; readonly headers: Headers } & (
  | { readonly body: string }
  /** What is wrong with it, so that callers do not read it: `is larger than 64 kB`. */
  | { readonly body?: undefined; readonly unread: string }
);
