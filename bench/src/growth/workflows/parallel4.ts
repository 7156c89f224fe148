import { sagaWorkflow } from 'saga-core/workflow';
import { parallelSaga } from '../growth-sagas.ts';

export const parallel4 = sagaWorkflow(parallelSaga(4));
