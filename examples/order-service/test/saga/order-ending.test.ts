import { describe, expect, test } from 'vitest';
import { endingOf, viewAfterEnd } from '../../src/api/orders/saga-end.ts';
import { orderSteps, unstartedSaga } from '../../src/api/orders/saga-view.ts';
import { createOrderSaga } from '../../src/saga/create-order.ts';
import { endingOfCause } from '../../src/saga/order-ending.ts';

describe('how an order ends follows from why its saga was unwound', () => {
  test.each([
    [{ kind: 'cancelled' }, undefined],
    [{ kind: 'deadline' }, 'DEADLINE_PASSED'],
    [{ kind: 'refused', step: 'createOrder', code: 'DUPLICATE' }, 'REJECTED'],
    [{ kind: 'refused', step: 'reserveItems', code: 'OUT_OF_STOCK' }, 'OUT_OF_STOCK'],
    [{ kind: 'refused', step: 'reserveItems', code: 'UNKNOWN_SKU' }, 'OUT_OF_STOCK'],
    [{ kind: 'refused', step: 'reserveItems', code: 'DEADLINE_PASSED' }, 'DEADLINE_PASSED'],
    [{ kind: 'refused', step: 'processPayment', code: 'PAYMENT_DECLINED' }, 'PAYMENT_DECLINED'],
    [{ kind: 'refused', step: 'confirmOrder' }, 'REJECTED'],
    [{ kind: 'inDoubt', step: 'createOrder' }, 'UNAVAILABLE'],
    [{ kind: 'inDoubt', step: 'reserveItems' }, 'UNAVAILABLE'],
    [{ kind: 'inDoubt', step: 'processPayment' }, 'PAYMENT_UNKNOWN'],
  ] as const)('%o gives %s', (cause, code) => {
    const ending = endingOfCause(cause);
    if (code === undefined) expect(ending).toEqual({ status: 'CANCELLED' });
    else expect(ending).toMatchObject({ status: 'FAILED', failure: { code, detail: expect.any(String) } });
  });

  test('what a participant wrote about its refusal is not for customers', () => {
    const cause = {
      kind: 'refused',
      step: 'reserveItems',
      code: 'OUT_OF_STOCK',
      detail: 'canary of a service',
    } as const;
    expect(JSON.stringify(endingOfCause(cause))).not.toContain('canary');
  });

  test.each(['running', 'compensating', 'needsAttention'] as const)('a saga that is %s has no ending yet', (status) => {
    expect(endingOf({ status, cause: { kind: 'cancelled' } })).toBeUndefined();
  });
});

describe('a saga whose steps nobody can ask after any more', () => {
  const seen = {
    ...unstartedSaga('b1f7a7d0-3f4b-4a57-9a3e-0d5f1f5c8f10'),
    steps: [
      { name: 'createOrder', status: 'applied', attempts: 1 },
      { name: 'reserveItems', status: 'running', attempts: 2 },
      { name: 'processPayment', status: 'pending', attempts: 0 },
    ],
  } as const;

  test('has applied every step when it completed', () => {
    const view = viewAfterEnd(seen, { status: 'completed' });
    expect(view.status).toBe('completed');
    expect(view.steps.map(({ status, attempts }) => [status, attempts])).toEqual([
      ['applied', 1],
      ['applied', 2],
      ['applied', 1],
    ]);
  });

  test('has undone what it began when it was unwound, and refused the step that was refused', () => {
    const view = viewAfterEnd(seen, { status: 'compensated', cause: { kind: 'refused', step: 'reserveItems' } });
    expect(view.status).toBe('compensated');
    expect(view.steps.map(({ status }) => status)).toEqual(['compensated', 'refused', 'pending']);
  });
});

test('the steps that customers see are those of the saga, in its order', () => {
  expect(createOrderSaga.steps.map(({ name }) => name)).toEqual(orderSteps);
});
