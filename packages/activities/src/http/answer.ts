/** What a participant answered, before anybody has judged it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as text; `undefined` when it was larger than we read, or is not UTF-8. */
  readonly body: string | undefined;
}
