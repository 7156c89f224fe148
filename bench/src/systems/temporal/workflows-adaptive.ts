import { sagaWorkflow } from 'saga-core/workflow';
import { createOrderSaga } from './create-order-saga.ts';

export const createOrder = sagaWorkflow(createOrderSaga());
