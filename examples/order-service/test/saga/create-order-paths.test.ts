// Every way in which creating an order can fail, as a sentence: who is called, what is undone, and how the order ends.
import { given } from 'saga-core/testing';
import { describe, test } from 'vitest';
import { type CreateOrderInput, createOrderSaga } from '../../src/saga/index.ts';

const order: CreateOrderInput = {
  orderId: 'order-1',
  customerId: 'customer-1',
  items: [{ sku: 'LAMP', quantity: 2, unitPrice: 2_100 }],
  paymentMethod: 'card',
};
const asked = given(createOrderSaga).withInput(order);

describe('creating an order', () => {
  test('takes the money that the order costs, and hands its items over', () => {
    asked
      .when('createOrder')
      .succeeds({ total: 4_200 })
      .when('processPayment')
      .succeeds({ paymentId: 'payment-1' })
      .expect.calls('order.create', 'inventory.reserve', 'payment.charge', 'order.confirm', 'inventory.commit')
      .andNoOthers()
      .expect.calls('payment.charge')
      .withArgument({ amount: 4_200 })
      .expect.returns({ orderId: 'order-1', paymentId: 'payment-1' });
  });

  test('ends as it began when the order is refused: there is nothing to undo', () => {
    asked.when('createOrder').isRefused('DUPLICATE').expect.undoes().expect.ends('compensated');
  });

  test('closes the order when its items are out of stock, and takes no money', () => {
    asked
      .when('reserveItems')
      .isRefused('OUT_OF_STOCK')
      .expect.neverCalls('payment.charge', 'inventory.release')
      .expect.undoes('createOrder')
      .expect.ends('compensated');
  });

  test('gives the items back when the payment is declined, and closes the order last', () => {
    asked
      .when('processPayment')
      .isRefused('PAYMENT_DECLINED')
      .expect.calls('inventory.release', 'order.cancel')
      .inOrder()
      .expect.neverCalls('payment.refund')
      .expect.ends('compensated');
  });

  test('refunds by the charge’s key when nobody knows whether the money was taken', () => {
    asked
      .when('processPayment')
      .timesOut()
      .expect.calls('payment.refund')
      .withArgument({ chargeKey: 'createOrder-1/processPayment/run' })
      .expect.undoes('processPayment', 'reserveItems', 'createOrder')
      .expect.lasts('60 seconds')
      .expect.ends('compensated');
  });

  test('refunds the payment when the order service does not confirm', () => {
    asked
      .when('processPayment')
      .succeeds({ paymentId: 'payment-1' })
      .when('confirmOrder')
      .isRefused('ORDER_CLOSED')
      .expect.calls('payment.refund')
      .withArgument({ paymentId: 'payment-1' })
      .expect.neverCalls('inventory.commit')
      .expect.ends('compensated');
  });

  test('makes sure that the order was not confirmed before a cancel undoes anything', () => {
    asked
      .at('processPayment')
      .isCancelled()
      .expect.calls('order.fenceConfirm', 'payment.refund', 'inventory.release', 'order.cancel')
      .inOrder()
      .expect.ends('compensated');
  });

  test('goes forward when it is cancelled after the confirmation was sent', () => {
    asked.at('confirmOrder').isCancelled().expect.undoes().expect.ends('completed');
  });

  test('leaves the order open while its refund waits for a person', () => {
    const stuck = asked
      .when('confirmOrder')
      .isRefused('ORDER_CLOSED')
      .whenUndoing('processPayment')
      .isRefused('CHARGE_DISPUTED');
    stuck.expect
      .waitsForDecision('processPayment', 'CHARGE_DISPUTED')
      .expect.calls('inventory.release')
      .expect.neverCalls('order.cancel');
    stuck.afterwards
      .decides('processPayment', { action: 'resolvedElsewhere' })
      .expect.calls('order.cancel')
      .expect.ends('compensated');
  });

  test('never takes back what was confirmed: items that are not handed over wait for a person', () => {
    asked
      .when('commitItems')
      .timesOut()
      .expect.waitsForDecision('commitItems', 'TIMEOUT')
      .expect.undoes()
      .expect.lasts('2 minutes');
  });
});
