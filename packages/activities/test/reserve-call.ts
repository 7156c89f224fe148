import { ApplicationFailure } from '@temporalio/common';
import type { SagaCall } from 'saga-core/activity';
import { createInventoryActivities, type ReserveArgument } from '../src/index.ts';
import { activityEnvironment } from './activity-environment.ts';

export const secret = 'canary-secret-of-these-tests-0123456789';

export const reserveCall: SagaCall = {
  key: 'create-order-1/reserveItems/run',
  sagaId: 'create-order-1',
  step: 'reserveItems',
  operation: 'run',
  notAfter: 1_900_000_000_000,
};

export const reservation: ReserveArgument = { orderId: '1', items: [{ sku: 'sku-book', quantity: 2 }] };

/** Runs `inventory.reserve` once, in Temporal's activity context, against the service at `baseUrl`. */
export function reserve(
  baseUrl: string,
  { environment = activityEnvironment(), argument = reservation, call = reserveCall } = {},
) {
  const activities = createInventoryActivities({ baseUrl, secret });
  return environment.run((...given: [ReserveArgument, SagaCall]) => activities.reserve(...given), argument, call);
}

/** The failure that an attempt ended with. */
export async function failureOf(attempt: Promise<unknown>): Promise<ApplicationFailure> {
  const failure = await attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof ApplicationFailure) return failure;
  throw new Error(`expected an ApplicationFailure, but got ${String(failure)}`);
}
