import { explore } from 'saga-core/testing';
import { expect, it } from 'vitest';
import { shopInput, shopParticipants, shopPromises, shopSaga } from './shop-saga.ts';

const setup = { input: shopInput, participants: shopParticipants, invariants: shopPromises };

it('keeps every promise when people retry parked undos and retriable steps with another argument', () => {
  const everyRefusalButThePivots = ['order.open', 'order.close', 'order.ship', 'payment.charge', 'payment.refund'];
  const { violations, exhaustive } = explore(shopSaga, {
    ...setup,
    faults: { decisions: ['patch', 'resolvedElsewhere'], refusals: everyRefusalButThePivots },
    limits: { decisions: 1 },
  });
  expect([violations, exhaustive]).toEqual([[], true]);
});

// The refusal of a patched call is forgotten by the barrier, so it says nothing of the first call, which was in doubt and may still
// be under way. Taken for definite it would unwind the saga, and then the first one would arrive.
it('never undoes what a pivot in doubt may still confirm, when its patched retry is refused', () => {
  const { violations } = explore(shopSaga, { ...setup, faults: { decisions: ['patch'] }, limits: { decisions: 1 } });
  expect(violations).toEqual([]);
});
