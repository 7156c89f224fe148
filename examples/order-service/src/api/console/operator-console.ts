import { exactRouter } from '@saga/process';
import type { Request, RequestHandler, Router } from 'express';
import { type Operator, sagaConsole } from 'saga-console';
import type { SagaClient } from 'saga-core/client';
import { callerOfRequest } from '../http/authenticate.ts';

export interface OperatorConsoleOptions {
  readonly sagas: SagaClient;
  /** What a request for data passes first: whose token it is, and how often that may ask. */
  readonly guards: readonly RequestHandler[];
  /** Aborts when the process stops. */
  readonly stopping: AbortSignal;
}

/**
 * The saga console for operators. Its page is shown to everyone, as a browser that opens a page sends no bearer token; the page holds
 * no data, asks for the token, and sends it with all that it asks.
 */
export function operatorConsole({ sagas, guards, stopping }: OperatorConsoleOptions): Router {
  return exactRouter()
    .use('/api', ...guards)
    .use(sagaConsole({ client: sagas, signIn: 'token', stopping, authorize: operatorOf }));
}

function operatorOf(request: Request): Operator | 'forbidden' {
  const { role, subject } = callerOfRequest(request);
  return role === 'operator' ? { actor: subject, mayDecide: true } : 'forbidden';
}
