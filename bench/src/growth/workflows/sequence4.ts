import { sagaWorkflow } from 'saga-core/workflow';
import { sequenceSaga } from '../growth-sagas.ts';

export const sequence4 = sagaWorkflow(sequenceSaga(4));
