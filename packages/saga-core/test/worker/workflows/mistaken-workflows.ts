// Every mistake that a worker looks for when it starts, in one file.
import { sagaWorkflow } from 'saga-core/workflow';
import {
  castleSaga,
  citySaga,
  harbourSaga,
  houseSaga,
  olderTowerSaga,
  otherHarbourSaga,
  otherParkSaga,
  parkSaga,
  riverSaga,
  sameCastleSaga,
  towerSaga,
} from './mistaken-sagas.ts';

export const town = sagaWorkflow(citySaga);
export const harbour = sagaWorkflow(harbourSaga);
export const secondHarbour = sagaWorkflow(otherHarbourSaga);
export const castle = sagaWorkflow(castleSaga, { previous: [sameCastleSaga] });
export const park = sagaWorkflow(parkSaga, { previous: [otherParkSaga] });
export const house = sagaWorkflow(houseSaga);
export const tower = sagaWorkflow(towerSaga, { previous: [olderTowerSaga] });

/** No saga, and none of the worker's business. */
export async function plainWorkflow(): Promise<string> {
  return 'done';
}

// Temporal gives the default export to whatever it finds no other for.
export default sagaWorkflow(riverSaga);
