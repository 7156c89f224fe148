import { sagaWorkflow } from 'saga-core/workflow';
import { sequenceSaga } from '../growth-sagas.ts';

export const sequence16 = sagaWorkflow(sequenceSaga(16));
