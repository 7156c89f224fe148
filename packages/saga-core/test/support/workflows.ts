import { sagaWorkflow } from 'saga-core/workflow';
import {
  answeredInTimeSaga,
  answeredSaga,
  deadlineSaga,
  fencedSaga,
  freeSaga,
  heavyUndoSaga,
  ticketsSaga,
} from '../adaptive/edge-sagas.ts';
import { ledgerTripSaga } from '../adaptive/ledger-trip.ts';
import { adaptiveTripSaga } from '../client/adaptive-trip.ts';
import {
  askingTraceSaga,
  parallelTraceSaga,
  sequentialTraceSaga,
  tracedChildSaga,
} from '../explore/traces/trace-sagas.ts';
import { bookings } from './booking-sagas.ts';
import {
  approvedSaga,
  consentedTourSaga,
  consentSaga,
  delegatingSaga,
  heavySaga,
  longTourSaga,
  overseenTourSaga,
  paidRoomSaga,
  parallelSaga,
  parentSaga,
  probedSaga,
  roomSaga,
  tourSaga,
} from './flow-sagas.ts';
import { mischiefSagas } from './mischief-saga.ts';

export const booking = sagaWorkflow(bookings.activity.bookingSaga);
export const parallelBooking = sagaWorkflow(bookings.activity.parallelBookingSaga);
export const parkingBooking = sagaWorkflow(bookings.activity.parkingBookingSaga);
export const hurriedBooking = sagaWorkflow(bookings.activity.hurriedBookingSaga);
export const adaptiveBooking = sagaWorkflow(bookings.adaptive.bookingSaga);
export const adaptiveParallelBooking = sagaWorkflow(bookings.adaptive.parallelBookingSaga);
export const adaptiveParkingBooking = sagaWorkflow(bookings.adaptive.parkingBookingSaga);
export const adaptiveHurriedBooking = sagaWorkflow(bookings.adaptive.hurriedBookingSaga);
export const mischief = sagaWorkflow(mischiefSagas.activity);
export const adaptiveMischief = sagaWorkflow(mischiefSagas.adaptive);
export const parallelTrip = sagaWorkflow(parallelSaga);
export const tour = sagaWorkflow(tourSaga);
export const longTour = sagaWorkflow(longTourSaga);
export const overseenTour = sagaWorkflow(overseenTourSaga);
export const heavyTrip = sagaWorkflow(heavySaga);
export const approvedTrip = sagaWorkflow(approvedSaga);
export const consent = sagaWorkflow(consentSaga);
export const consentedTour = sagaWorkflow(consentedTourSaga);
export const room = sagaWorkflow(roomSaga);
export const parent = sagaWorkflow(parentSaga);
export const paidRoom = sagaWorkflow(paidRoomSaga);
export const delegating = sagaWorkflow(delegatingSaga);
export const probed = sagaWorkflow(probedSaga);

export { bookingByHand, parallelTripByHand, tourByHand } from './by-hand.ts';

export const sequentialTrace = sagaWorkflow(sequentialTraceSaga);
export const parallelTrace = sagaWorkflow(parallelTraceSaga);
export const askingTrace = sagaWorkflow(askingTraceSaga);
export const tracedChild = sagaWorkflow(tracedChildSaga);

export const ledgerTrip = sagaWorkflow(ledgerTripSaga);
export const adaptiveTrip = sagaWorkflow(adaptiveTripSaga);
export const edgeDeadline = sagaWorkflow(deadlineSaga);
export const edgeHeavyUndo = sagaWorkflow(heavyUndoSaga);
export const edgeFenced = sagaWorkflow(fencedSaga);
export const edgeTickets = sagaWorkflow(ticketsSaga);
export const edgeFree = sagaWorkflow(freeSaga);
export const edgeAnswered = sagaWorkflow(answeredSaga);
export const edgeAnsweredInTime = sagaWorkflow(answeredInTimeSaga);
