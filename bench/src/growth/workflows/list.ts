import { sagaWorkflow } from 'saga-core/workflow';
import { listSaga } from '../growth-sagas.ts';

export const list = sagaWorkflow(listSaga);
