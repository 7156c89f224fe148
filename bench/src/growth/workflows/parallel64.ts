import { sagaWorkflow } from 'saga-core/workflow';
import { parallelSaga } from '../growth-sagas.ts';

export const parallel64 = sagaWorkflow(parallelSaga(64));
