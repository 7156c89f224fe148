// What is deployed first.
import { sagaWorkflow } from 'saga-core/workflow';
import { versionedParent1, versionedRoom1, versionedSaga1 } from './versioned-sagas.ts';

export const versioned = sagaWorkflow(versionedSaga1);
export const versionedParent = sagaWorkflow(versionedParent1);
export const versionedRoom = sagaWorkflow(versionedRoom1);
