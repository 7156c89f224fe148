import { sagaWorkflow } from 'saga-core/workflow';
import { placeOrderSaga } from './place-order.ts';

export { checkout } from './checkout.ts'; // until none is open
export const placeOrder = sagaWorkflow(placeOrderSaga);
