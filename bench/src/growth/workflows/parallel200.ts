import { sagaWorkflow } from 'saga-core/workflow';
import { parallelSaga } from '../growth-sagas.ts';

export const parallel200 = sagaWorkflow(parallelSaga(200));
