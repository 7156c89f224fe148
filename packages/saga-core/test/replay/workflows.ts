import { sagaWorkflow } from 'saga-core/workflow';
import * as sagas from './recorded-sagas.ts';

export const trip = sagaWorkflow(sagas.tripSaga);
export const hurriedTrip = sagaWorkflow(sagas.hurriedTripSaga);
export const parkingTrip = sagaWorkflow(sagas.parkingTripSaga);
export const tour = sagaWorkflow(sagas.tourSaga);
export const longTour = sagaWorkflow(sagas.longTourSaga);
export const room = sagaWorkflow(sagas.roomSaga);
export const parent = sagaWorkflow(sagas.parentSaga);
export const adaptiveTrip = sagaWorkflow(sagas.adaptiveTripSaga);
export const createOrder = sagaWorkflow(sagas.createOrder, { previous: [sagas.createOrderBefore] });
