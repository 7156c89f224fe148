export { createOrderSaga } from './create-order.ts';
export type { CreateOrderInput, OrderLine, ShippingAddress } from './create-order-input.ts';
