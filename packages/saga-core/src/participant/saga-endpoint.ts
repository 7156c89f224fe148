import type { Request, RequestHandler, Response } from 'express';
import type { SagaCall } from '../engine/saga-call.ts';
import type { AppliedRun } from './admit-compensation.ts';
import type { Barrier } from './barrier.ts';
import type { CallAnswer } from './call-answer.ts';
import { CallInProgressError } from './call-in-progress-error.ts';
import { readSagaHeaders } from './read-saga-headers.ts';
import { SagaHeaderError } from './saga-header-error.ts';
import { sendProblem } from './send-problem.ts';
import { WrongOperationError } from './wrong-operation-error.ts';

/** Makes Express handlers for a participant's steps: see {@link sagaEndpoint}. */
export interface SagaEndpoint<Tx> {
  /** For the address of a step's run; it answers the run's fence too. `Result` must be JSON, or nothing. */
  run<Result>(handler: (tx: Tx, request: Request, call: SagaCall) => Promise<Result>): RequestHandler;
  /** For the address of a step's compensation. The handler is called only when the run was applied and not undone. */
  compensate<Result>(
    handler: (tx: Tx, ran: AppliedRun<Result>, request: Request, call: SagaCall) => Promise<void>,
  ): RequestHandler;
}

/**
 * Puts a barrier behind Express addresses: reads and checks the call's headers, lets the barrier perform it, and maps the outcome.
 *
 * | outcome | answer |
 * |---|---|
 * | run applied | 200 and the result as JSON, 204 when there is none |
 * | compensation accepted, also an empty one | 204 |
 * | fence | 200 and `{"fence":"never"}` or `{"fence":"applied","result":…}` |
 * | refused | 409, `Saga-Outcome: refused`, a problem with `code` |
 * | a duplicate did not end in time | 409 without `Saga-Outcome`, a problem with code `CALL_IN_PROGRESS`, `Retry-After` |
 * | a header is missing or malformed, or the operation does not fit the address | 400, a problem that names it |
 *
 * A duplicate's answer equals the first one byte for byte. Any other error goes to the application's error handler.
 * Check the request's body in a middleware before, so that a bad one costs no transaction.
 *
 * @example
 * ```ts
 * const endpoint = sagaEndpoint(barrier(pool));
 * app.post('/charges', endpoint.run(async (tx, request, call) => await charge(tx, request.body, call.key)));
 * app.post('/refunds', endpoint.compensate<Charge>(async (tx, ran) => await refund(tx, ran.result.paymentId)));
 * ```
 */
export function sagaEndpoint<Tx>(barrier: Barrier<Tx>): SagaEndpoint<Tx> {
  return {
    run: (handler) =>
      answering(async (request, response) => {
        const call = readSagaHeaders(request.headers);
        if (call.operation === 'fence') sendJson(response, await barrier.fence(call));
        else sendAnswer(response, await barrier.handle(call, { run: (tx) => handler(tx, request, call) }));
      }),
    compensate: <Result>(
      handler: (tx: Tx, ran: AppliedRun<Result>, request: Request, call: SagaCall) => Promise<void>,
    ) =>
      answering(async (request, response) => {
        const call = readSagaHeaders(request.headers);
        const compensate = (tx: Tx, ran: AppliedRun<Result>) => handler(tx, ran, request, call);
        sendAnswer(response, await barrier.handle(call, { compensate }));
      }),
  };
}

function answering(answer: (request: Request, response: Response) => Promise<void>): RequestHandler {
  return async (request, response) => {
    try {
      await answer(request, response);
    } catch (error) {
      if (error instanceof SagaHeaderError || error instanceof WrongOperationError) {
        sendProblem(response, { status: 400, title: 'Bad Request', code: error.code, detail: error.message });
      } else if (error instanceof CallInProgressError) {
        response.set('Retry-After', '1');
        sendProblem(response, { status: 409, title: 'Conflict', code: error.code, detail: error.message });
      } else throw error;
    }
  };
}

function sendAnswer(response: Response, answer: CallAnswer<unknown>): void {
  if (answer.outcome === 'applied') {
    sendJson(response, answer.result);
    return;
  }
  const { code, detail } = answer;
  response.set('Saga-Outcome', 'refused');
  sendProblem(response, { status: 409, title: 'Conflict', code, ...(detail !== undefined && { detail }) });
}

// Not `response.json`, as the application's settings for it (spaces, a replacer) may change between an answer and its duplicate.
function sendJson(response: Response, value: unknown): void {
  if (value === undefined) response.status(204).end();
  else response.status(200).type('application/json').send(JSON.stringify(value));
}
