import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Caller } from '../auth/customer-token.ts';
import type { ProblemCode } from '../problems/problem-catalogue.ts';
import type { HeaderValues, RequestHeaders } from './request-header.ts';

/** One answer of an operation that is no problem. */
export interface OperationAnswer {
  readonly description: string;
  readonly body?: z.ZodType;
  /** Of the body; JSON unless it says otherwise. */
  readonly type?: string;
  /** What each header says, by its name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What can be called with what this answer says. */
  readonly links?: Readonly<Record<string, OperationLink>>;
}

/** A call that follows from an answer, each parameter a runtime expression: OpenAPI 3.1, sections 4.8.20 and 4.8.20.3. */
export interface OperationLink {
  readonly operationId: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly requestBody?: string;
}

/**
 * One call of the API: what it takes, and what it may answer. Plain data, from which both the route that checks requests and the
 * OpenAPI document are made, so that neither can say what the other does not.
 */
export interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post';
  /** Below `/api/v1`, as OpenAPI writes it: `/orders/{id}`. */
  readonly path: `/${string}`;
  readonly tag: 'orders' | 'sagas';
  readonly summary: string;
  readonly description?: string;
  /** Who may call it, if not everybody with a token. */
  readonly role?: 'operator';
  readonly params?: z.ZodObject;
  /** The problem of a path whose parameters break their schema: they name nothing that could be there. */
  readonly unknownAs?: ProblemCode;
  readonly query?: z.ZodObject;
  readonly headers?: RequestHeaders;
  readonly body?: z.ZodType;
  /** The body may be left out; it is then taken for `{}`. */
  readonly bodyIsOptional?: boolean;
  readonly answers: Readonly<Record<number, OperationAnswer>>;
  /** What it may refuse with, beside what {@link commonProblems} says of every call. */
  readonly problems: readonly ProblemCode[];
}

type Checked<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** A request that has passed every check of its operation. */
export interface CheckedRequest<Of extends Operation> {
  readonly request: Request;
  readonly response: Response;
  readonly caller: Caller;
  readonly params: Checked<Of['params']>;
  readonly query: Checked<Of['query']>;
  readonly headers: HeaderValues<Of['headers']>;
  readonly body: Checked<Of['body']>;
}

/** Carries an operation out. Throws a `Problem` to refuse. */
export type OperationHandler<Of extends Operation> = (request: CheckedRequest<Of>) => Promise<void>;

/** An operation, and what carries it out. */
export interface ServedOperation {
  readonly operation: Operation;
  readonly handle: OperationHandler<Operation>;
}

/** Declares an operation, its types kept. */
export function operation<const Of extends Operation>(declared: Of): Of {
  return declared;
}

/** Joins an operation and what carries it out. */
export function served<Of extends Operation>(of: Of, handle: OperationHandler<Of>): ServedOperation {
  // What the router hands over it has checked with the schemas of this very operation.
  return { operation: of, handle: handle as unknown as OperationHandler<Operation> };
}
