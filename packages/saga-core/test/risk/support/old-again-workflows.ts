// The deployment taken back, as it should be: sagas were started with the newer definitions meanwhile.
import { sagaWorkflow } from 'saga-core/workflow';
import * as sagas from './versioned-sagas.ts';

export const versioned = sagaWorkflow(sagas.versionedSaga1, { previous: [sagas.versionedSaga2] });
export const versionedParent = sagaWorkflow(sagas.versionedParent1, { previous: [sagas.versionedParent2] });
export const versionedRoom = sagaWorkflow(sagas.versionedRoom1, { previous: [sagas.versionedRoom2] });
