/** What goes wrong in the console's own routes, by code, with the status that it is answered with. */
export const problemStatus = {
  INVALID_QUERY: 400,
  INVALID_ID: 400,
  INVALID_JSON: 400,
  NOT_SIGNED_IN: 401,
  FORBIDDEN: 403,
  MAY_NOT_DECIDE: 403,
  NOT_FROM_THE_CONSOLE: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  DECIDED_MEANWHILE: 409,
  BODY_TOO_LARGE: 413,
  NOT_JSON: 415,
  INVALID_DECISION: 422,
  TOO_MANY_VIEWERS: 503,
} as const;

/** One of the codes of the console's own problems. */
export type ProblemCode = keyof typeof problemStatus;

/** An answer that is an error, as RFC 9457 says it. */
export class ConsoleProblem extends Error {
  override readonly name = 'ConsoleProblem';
  readonly code: ProblemCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.code = code;
    this.headers = headers;
  }

  get status(): number {
    return problemStatus[this.code];
  }
}
