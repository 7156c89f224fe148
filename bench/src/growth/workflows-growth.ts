import { sagaWorkflow } from 'saga-core/workflow';
import { listSaga, parallelSaga, sequenceSaga, waitingSaga } from './growth-sagas.ts';

export const sequence4 = sagaWorkflow(sequenceSaga(4));
export const sequence16 = sagaWorkflow(sequenceSaga(16));
export const sequence64 = sagaWorkflow(sequenceSaga(64));
export const sequence256 = sagaWorkflow(sequenceSaga(256));
export const list = sagaWorkflow(listSaga);
export const parallel1 = sagaWorkflow(parallelSaga(1));
export const parallel4 = sagaWorkflow(parallelSaga(4));
export const parallel16 = sagaWorkflow(parallelSaga(16));
export const parallel64 = sagaWorkflow(parallelSaga(64));
export const parallel200 = sagaWorkflow(parallelSaga(200));
export const waiting = sagaWorkflow(waitingSaga);
