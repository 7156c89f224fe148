import { beforeEach, describe, expect, test } from 'vitest';
import { orderFor } from '../src/order/order.ts';
import { Ledger, type LedgerCall } from '../src/participants/ledger.ts';

const order = orderFor('order-1', 'success');

function call(kind: LedgerCall['kind'], given: Partial<LedgerCall> = {}): LedgerCall {
  const operation = kind === 'compensate' ? 'releaseItems' : 'reserveItems';
  return { operation, argument: order, key: `order-1/reserve/${kind}`, step: 'order-1/reserve', kind, ...given };
}

describe('The participants that all systems call', () => {
  let ledger: Ledger;
  beforeEach(() => {
    ledger = new Ledger();
  });

  test('give a duplicate the first answer, and count it as one', async () => {
    const first = await ledger.perform(call('run'));
    expect(await ledger.perform(call('run'))).toBe(first);
    expect(ledger.takeCounts()).toEqual({ calls: 2, keys: 1, sagas: 1, byOperation: { reserveItems: 2 } });
  });

  test('forget what they have told', async () => {
    await ledger.perform(call('run'));
    ledger.takeCounts();
    expect(ledger.takeCounts()).toEqual({ calls: 0, keys: 0, sagas: 0, byOperation: {} });
  });

  test('refuse a run that comes after its compensation', async () => {
    await ledger.perform(call('compensate'));
    expect(await ledger.perform(call('run'))).toEqual({ outcome: 'refused', code: 'CLOSED' });
  });

  test('refuse a run that comes after its fence, which tells what it found', async () => {
    expect(await ledger.perform(call('fence'))).toEqual({ outcome: 'fenced', body: { fence: 'never' } });
    expect(await ledger.perform(call('run'))).toEqual({ outcome: 'refused', code: 'CLOSED' });
  });

  test('tell a fence of the run that was applied', async () => {
    await ledger.perform(call('run'));
    expect(await ledger.perform(call('fence'))).toEqual({
      outcome: 'fenced',
      body: { fence: 'applied', result: { reservationId: 'reservation-order-1' } },
    });
  });

  test('refuse to charge the declined card', async () => {
    const declined = { ...orderFor('order-1', 'undo'), amount: 2_100 };
    const charge = call('run', { operation: 'chargePayment', argument: declined });
    expect(await ledger.perform(charge)).toEqual({ outcome: 'refused', code: 'CARD_DECLINED' });
  });
});
