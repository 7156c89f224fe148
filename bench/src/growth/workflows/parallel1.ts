import { sagaWorkflow } from 'saga-core/workflow';
import { parallelSaga } from '../growth-sagas.ts';

export const parallel1 = sagaWorkflow(parallelSaga(1));
