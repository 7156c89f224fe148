import { sagaWorkflow } from 'saga-core/workflow';
import { waitingSaga } from '../growth-sagas.ts';

export const waiting = sagaWorkflow(waitingSaga);
