import { sagaWorkflow } from 'saga-core/workflow';
import { bookingSaga, hurriedBookingSaga, parallelBookingSaga, parkingBookingSaga } from './booking-sagas.ts';
import { mischiefSaga } from './mischief-saga.ts';

export const booking = sagaWorkflow(bookingSaga);
export const parallelBooking = sagaWorkflow(parallelBookingSaga);
export const parkingBooking = sagaWorkflow(parkingBookingSaga);
export const hurriedBooking = sagaWorkflow(hurriedBookingSaga);
export const mischief = sagaWorkflow(mischiefSaga);
