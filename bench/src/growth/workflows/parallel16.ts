import { sagaWorkflow } from 'saga-core/workflow';
import { parallelSaga } from '../growth-sagas.ts';

export const parallel16 = sagaWorkflow(parallelSaga(16));
