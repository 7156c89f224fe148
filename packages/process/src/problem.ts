import { STATUS_CODES } from 'node:http';
import { type ProblemType, urnProblemType } from './problem-type.ts';

/** One broken rule of a request's body, by its place in it. */
export interface ProblemError {
  /** Like `items.0.quantity`; empty for the whole body. */
  readonly path: string;
  readonly message: string;
}

export interface ProblemOptions {
  /** 400 to 599. */
  readonly status: number;
  /** Stable, upper snake case, for machines. */
  readonly code: string;
  /** A sentence for people: names the input and the remedy, and holds nothing secret. */
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly ProblemError[];
  readonly cause?: unknown;
}

/** An answer that is an error, as RFC 9457 says it. Throw it from a route; `problemHandler` sends it. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly ProblemError[] | undefined;

  constructor({ status, code, detail, headers = {}, errors, cause }: ProblemOptions) {
    super(detail, cause === undefined ? undefined : { cause });
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.errors = errors;
  }

  /** The `application/problem+json` body. */
  body(correlationId: string, typeOf: ProblemType = urnProblemType): Record<string, unknown> {
    return {
      type: typeOf(this.code),
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      code: this.code,
      detail: this.message,
      correlationId,
      ...(this.errors !== undefined && { errors: this.errors }),
    };
  }
}
