import { participant, saga, word } from 'saga-core';
import type { Booking, DeskActivities } from '../../support/booking-sagas.ts';

const desk = participant<DeskActivities>('desk', { barrier: true });

/** What the versioned sagas are started with. */
export interface VersionedTrip extends Booking {
  readonly needsApproval: boolean;
}

// A held call must outlast several deployments; one that fails is in doubt, or parked, after two tries.
const policy = { attemptTimeout: '60s', retry: { initialInterval: '20ms', maximumAttempts: 2 } } as const;
const step = { ...policy, timeout: '2m', compensation: { ...policy, parkAfter: '2m' } } as const;
const must = { ...policy, parkAfter: '2m' } as const;

// Each call says which definition made it, so that the desk's ledger shows a saga that was given another's.
const of = (version: number) => () => ({ definition: version });

/** The definition that is deployed first. */
export const versionedSaga1 = saga<VersionedTrip>('versioned', { version: 1 })
  .step('openTrip', desk.open(of(1)), { compensate: desk.close(of(1)), compensateLast: true, ...step })
  .step('reserveRoom', desk.reserve(of(1)), { compensate: desk.release(of(1)), ...step })
  .when(
    ({ input }) => input.needsApproval,
    (then) => then.waitFor('approval', { timeout: '10m', word: word<{ approvedBy: string }>() }),
  )
  .step('chargeCard', desk.charge(of(1)), { compensate: desk.refund(of(1)), ...step })
  .pivot('confirmTrip', desk.confirm(of(1)), must)
  .retriable('sendTicket', desk.ticket(of(1)), must)
  .returns(() => 'version 1');

/** The next one: other steps, another order, another undo, another pivot, another output. */
export const versionedSaga2 = saga<VersionedTrip>('versioned', { version: 2, unwind: 'parallel' })
  .step('chargeCard', desk.charge(of(2)), { compensate: desk.refund(of(2)), ...step })
  .step('reserveRoom', desk.reserve(of(2)), { compensate: desk.close(of(2)), ...step })
  .pivot('sendTicket', desk.ticket(of(2)), must)
  .returns(() => 'version 2');

/** A child, and who runs it. */
export const versionedRoom1 = saga<Booking>('versionedRoom', { version: 1 })
  .step('reserveRoom', desk.reserve(of(1)), { compensate: desk.release(of(1)), ...step })
  .returns(() => 'room 1');
export const versionedParent1 = saga<VersionedTrip>('versionedParent', { version: 1 })
  .step('openTrip', desk.open(of(1)), { compensate: desk.close(of(1)), ...step })
  .saga('bookRoom', versionedRoom1, ({ input }) => input)
  .step('chargeCard', desk.charge(of(1)), { compensate: desk.refund(of(1)), ...step })
  .returns(({ results }) => results.bookRoom);

export const versionedRoom2 = saga<Booking>('versionedRoom', { version: 2 })
  .step('lookAtRoom', desk.open(of(2)), { compensate: desk.close(of(2)), ...step })
  .returns(() => 'room 2');
export const versionedParent2 = saga<VersionedTrip>('versionedParent', { version: 2 })
  .saga('bookRoom', versionedRoom2, ({ input }) => input)
  .returns(({ results }) => results.bookRoom);
