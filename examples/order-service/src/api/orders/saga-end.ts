import type { SagaView } from 'saga-core/client';
import { endingOfCause, type OrderEnding } from '../../saga/order-ending.ts';
import type { SagaEnd } from './order-sagas.ts';

/** How an order ended whose saga looks like this; `undefined` while the saga is open. */
export function endingOf({ status, cause }: Pick<SagaView, 'status' | 'cause'>): OrderEnding | undefined {
  if (status === 'completed') return { status: 'CONFIRMED' };
  if (status !== 'compensated') return undefined;
  if (cause === undefined) throw new TypeError('A compensated saga must say its cause; its view had none.');
  return endingOfCause(cause);
}

/**
 * How a saga looks after its end when only its end is known, and nobody answers what its steps came to. A step that
 * was under way has been carried through, or undone; times and attempts stay as they were last seen.
 */
export function viewAfterEnd(seen: SagaView, end: Extract<SagaEnd, { status: 'completed' | 'compensated' }>): SagaView {
  if (end.status === 'completed') {
    return {
      ...seen,
      status: 'completed',
      steps: seen.steps.map((step) => ({ ...step, status: 'applied', attempts: Math.max(step.attempts, 1) })),
    };
  }
  const { cause } = end;
  return {
    ...seen,
    status: 'compensated',
    cause,
    steps: seen.steps.map((step) => {
      if (step.status === 'pending' || step.status === 'refused' || step.status === 'skipped') return step;
      const refused = cause.kind === 'refused' && cause.step === step.name;
      return { ...step, status: refused ? 'refused' : 'compensated' };
    }),
  };
}
