import { describe, expect, it } from 'vitest';
import { activityMistakes } from '../../src/worker/activity-mistakes.ts';
import { bankActivities, ledgerTripSaga } from '../adaptive/ledger-trip.ts';

// A fence is called only when a saga is cancelled or in doubt: missing, it would be found by the first of those, which waits for it.
describe('the activity that fences a pivot', () => {
  const registered = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [`bank.${name}`, () => null]));
  const sagas = [{ exportName: 'ledgerTrip', definitions: [ledgerTripSaga] }];

  it('is looked for when a worker starts', () => {
    expect(activityMistakes(sagas, registered(bankActivities))).toEqual([]);
    const others = bankActivities.filter((name) => name !== 'fenceConfirm');
    expect(activityMistakes(sagas, registered(others))).toMatchObject([
      { code: 'ACTIVITY_MISSING', message: expect.stringContaining("'bank.fenceConfirm'") },
    ]);
  });
});
