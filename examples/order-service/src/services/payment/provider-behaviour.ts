import type { ChargeArgument } from '@saga/activities';
import { Problem } from '@saga/process';
import type { Request, RequestHandler } from 'express';
import type { Pool } from 'pg';
import { readSagaHeaders, SagaHeaderError } from 'saga-core/participant';
import type { SagaArgument } from '../http/saga-argument.ts';
import { chargeAge, countFlakyAttempt } from './charge-repository.ts';
import { findPaymentMethod } from './payment-method.ts';
import { type Postponement, postponeAnswer } from './postpone-answer.ts';

export interface ProviderBehaviourOptions {
  readonly pool: Pool;
  readonly stopping: AbortSignal;
  readonly charged: SagaArgument<ChargeArgument>;
}

export interface ProviderBehaviour {
  /** Makes requests fail, or their answers late or lost, as the payment method's provider would. */
  readonly behave: RequestHandler;
  /** Says that this request is the one that makes the charge, and not a repeat of it. */
  readonly isFirst: (request: Request) => void;
}

/** The outward behaviour of payment methods that are slow, flaky or silent. What they do to accounts is nothing special. */
export function providerBehaviour({ pool, stopping, charged }: ProviderBehaviourOptions): ProviderBehaviour {
  const first = new WeakSet<Request>();

  const behave: RequestHandler = async (request, response, next) => {
    const key = runKey(request);
    if (key === undefined) return next();
    const method = findPaymentMethod(charged.of(request).paymentMethod);
    if (method?.failsFirst !== undefined && (await countFlakyAttempt(pool, key)) <= method.failsFirst) {
      throw new Problem({
        status: 503,
        code: 'PROVIDER_UNAVAILABLE',
        detail: 'The payment provider does not answer now. Repeat the request with the same key.',
      });
    }
    if (method?.answersAfter !== undefined) {
      const wait = Math.max(0, method.answersAfter - ((await chargeAge(pool, key)) ?? 0));
      postponeAnswer(response, () => wait, stopping);
    }
    if (method?.swallows !== undefined) {
      const everyAnswer = method.swallows === 'everyAnswer';
      const postponement = (): Postponement => (everyAnswer || first.has(request) ? 'never' : 0);
      postponeAnswer(response, postponement, stopping);
    }
    next();
  };
  return { behave, isFirst: (request) => void first.add(request) };
}

/** Only a charge goes to the provider: a fence asks what we know ourselves, and a call with wrong headers is refused by the barrier. */
function runKey(request: Request): string | undefined {
  try {
    const { operation, key } = readSagaHeaders(request.headers);
    return operation === 'run' ? key : undefined;
  } catch (error) {
    if (error instanceof SagaHeaderError) return undefined;
    throw error;
  }
}
