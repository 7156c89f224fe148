import { sagaWorkflow } from 'saga-core/workflow';
import { sequenceSaga } from '../growth-sagas.ts';

export const sequence256 = sagaWorkflow(sequenceSaga(256));
