import './no-analytics.ts';
import { Matchers, PactV4 } from '@pact-foundation/pact';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { type SagaCall, type SagaOperation, sagaHeaders } from 'saga-core/activity';

const { fromProviderState, regex } = Matchers;

type Interaction = ReturnType<ReturnType<PactV4['addInteraction']>['uponReceiving']>;
type FillRequest = NonNullable<Parameters<Interaction['withRequest']>[2]>;

/** Of these tests only: the token that the consumer makes with it is replaced by a real one when the provider is verified. */
export const consumerSecret = 'a-secret-of-these-contract-tests-0123456789';

/** Where the contract between the worker's activities and one service is written down, in a folder of the test's own. */
export function contractWith(provider: string, dir: string): PactV4 {
  return new PactV4({ consumer: 'activities', provider, dir, logLevel: 'error' });
}

/** A call of a saga whose id says which interaction it belongs to. */
export function sagaCall(sagaId: string, step: string, operation: SagaOperation = 'run'): SagaCall {
  const kind = operation === 'compensate' ? 'compensate' : 'run';
  return {
    key: `${sagaId}/${step}/${kind}`,
    sagaId,
    step,
    operation,
    ...(operation === 'run' ? { notAfter: 4_000_000_000_000 } : { mustSucceed: true }),
  };
}

/** What every call sends: the call in its headers, and the argument as it is. */
export function sends(call: SagaCall, argument: unknown): FillRequest {
  return (request) => {
    request
      .headers({
        ...sagaHeaders(call),
        'Content-Type': 'application/json',
        'x-request-id': call.sagaId,
        'x-service-token': regex(/^[\w-]+\.[\w-]+\.[\w-]+$/, 'a.b.c'),
        traceparent: regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/, `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`),
      })
      .jsonBody(argument);
  };
}

export const problemType = 'application/problem+json; charset=utf-8';
export const jsonType = 'application/json; charset=utf-8';

/** A value that only the provider's state knows, by its name there. */
export function fromState(name: string, example: string): unknown {
  return fromProviderState(['$', '{', name, '}'].join(''), example);
}

/** Performs an activity as a worker does. */
export function perform<Result>(activity: () => Promise<Result>): Promise<Result> {
  return new MockActivityEnvironment({}, { logger: silent }).run(activity);
}

const nothing = () => undefined;
const silent = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** The failure that an activity ended with. */
export async function failureOf(attempt: Promise<unknown>): Promise<ApplicationFailure> {
  const failure = await attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof ApplicationFailure) return failure;
  throw new Error(`expected an ApplicationFailure, but got ${String(failure)}`);
}
