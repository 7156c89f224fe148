import { participantActivities } from 'saga-core/activity';
import { type BankActivities, bankActivities } from '../adaptive/ledger-trip.ts';
import { Stage } from '../explore/traces/stage.ts';
import type { DeskActivities } from './booking-sagas.ts';

/** All that the sagas of the tests' bundle call: a worker that checks them asks for every one. */
export function testActivities(
  desk: DeskActivities,
  bank: BankActivities = closedBank,
): Record<string, (...args: never[]) => Promise<unknown>> {
  return {
    ...participantActivities('desk', desk),
    ...participantActivities('stage', new Stage().activities()),
    ...participantActivities('bank', bank),
  };
}

// Only the ledger's own tests call it.
const closedBank = Object.fromEntries(
  bankActivities.map((name) => [name, () => Promise.reject(new Error('The bank is closed.'))]),
) as unknown as BankActivities;
