// A mistaken deployment: the definitions that sagas in flight were started with are gone.
import { sagaWorkflow } from 'saga-core/workflow';
import { versionedParent2, versionedRoom2, versionedSaga2 } from './versioned-sagas.ts';

export const versioned = sagaWorkflow(versionedSaga2);
export const versionedParent = sagaWorkflow(versionedParent2);
export const versionedRoom = sagaWorkflow(versionedRoom2);
