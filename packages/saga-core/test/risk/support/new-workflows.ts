// What is deployed over it, as it should be: with the definitions that sagas in flight were started with.
import { sagaWorkflow } from 'saga-core/workflow';
import * as sagas from './versioned-sagas.ts';

export const versioned = sagaWorkflow(sagas.versionedSaga2, { previous: [sagas.versionedSaga1] });
export const versionedParent = sagaWorkflow(sagas.versionedParent2, { previous: [sagas.versionedParent1] });
export const versionedRoom = sagaWorkflow(sagas.versionedRoom2, { previous: [sagas.versionedRoom1] });
