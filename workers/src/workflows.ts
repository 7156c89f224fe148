// What the worker runs as workflows: Temporal finds each saga by the name of its export. This file is bundled and runs in
// the workflow sandbox, so it may import sagas and nothing of Node.
import { createOrderSaga } from '@saga/order-service/saga';
import { sagaWorkflow } from 'saga-core/workflow';

export const createOrder = sagaWorkflow(createOrderSaga);
