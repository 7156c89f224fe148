import { type Execution, type FenceAnswer, participant, saga } from 'saga-core';
import type { SagaCall } from 'saga-core/activity';
import type { ArgumentOf, OperationName, ResultOf } from '../../order/operations.ts';
import type { Order } from '../../order/order.ts';

/** The participants' operations as saga-core's activities. */
export type DeskActivities = {
  readonly [Name in OperationName]: (argument: ArgumentOf<Name>, call: SagaCall) => Promise<ResultOf<Name>>;
} & {
  /** The call by which it is made sure that an order can't be confirmed any more, unless it was. */
  readonly fenceConfirm: (argument: ArgumentOf<'confirmOrder'>, call: SagaCall) => Promise<FenceAnswer<void>>;
};

export const deskName = 'desk';
const desk = participant<DeskActivities>(deskName, { barrier: true });

/** The create-order saga with saga-core. Without an execution it has the library's default. */
export function createOrderSaga(options: { readonly execution?: Execution } = {}) {
  return saga<Order>('createOrder', options)
    .step(
      'createOrder',
      desk.createOrder(({ input }) => input),
      { compensate: desk.cancelOrder(({ input }) => ({ orderId: input.orderId })), compensateLast: true },
    )
    .step(
      'reserveItems',
      desk.reserveItems(({ input }) => ({
        orderId: input.orderId,
        items: input.items.map(({ sku, quantity }) => ({ sku, quantity })),
      })),
      { compensate: desk.releaseItems(({ input }) => ({ orderId: input.orderId })) },
    )
    .step(
      'chargePayment',
      desk.chargePayment(({ input, results }) => ({
        orderId: input.orderId,
        customerId: input.customerId,
        paymentMethod: input.paymentMethod,
        amount: results.createOrder.total,
      })),
      { compensate: desk.refundPayment(({ input }) => ({ orderId: input.orderId })) },
    )
    .pivot(
      'confirmOrder',
      desk.confirmOrder(({ input }) => ({ orderId: input.orderId })),
      { fence: desk.fenceConfirm(({ input }) => ({ orderId: input.orderId })) },
    )
    .retriable(
      'commitItems',
      desk.commitItems(({ input }) => ({ orderId: input.orderId })),
    )
    .returns(({ input, results }) => ({ orderId: input.orderId, paymentId: results.chargePayment.paymentId }));
}
