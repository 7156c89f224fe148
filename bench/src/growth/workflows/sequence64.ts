import { sagaWorkflow } from 'saga-core/workflow';
import { sequenceSaga } from '../growth-sagas.ts';

export const sequence64 = sagaWorkflow(sequenceSaga(64));
