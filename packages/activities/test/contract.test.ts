import { describe, expect, test } from 'vitest';
import {
  cancelOrderArgument,
  chargeArgument,
  createOrderArgument,
  refundArgument,
  reserveArgument,
} from '../src/index.ts';

const order = {
  orderId: '0f8fad5b-d9cb-469f-a165-70867728950e',
  customerId: 'customer-1',
  items: [{ sku: 'sku-book', quantity: 2, unitPrice: 1999 }],
  paymentMethod: 'pm_ok',
};
const charge = { orderId: order.orderId, customerId: 'customer-1', paymentMethod: 'pm_ok', amount: 3998 };
const reservation = { orderId: order.orderId, items: [{ sku: 'sku-book', quantity: 2 }] };

describe('the contracts of the services', () => {
  test('take what the create-order saga sends', () => {
    expect(createOrderArgument.parse(order)).toEqual(order);
    expect(reserveArgument.parse(reservation)).toEqual(reservation);
    expect(chargeArgument.parse(charge)).toEqual(charge);
    expect(cancelOrderArgument.parse({ orderId: order.orderId, cause: { kind: 'cancelled' } })).toBeDefined();
  });

  test.each([
    ['a negative amount', { amount: -1 }],
    ['half a cent', { amount: 0.5 }],
    ['an amount that a double rounds', { amount: 2 ** 53 }],
    ['an amount that is text', { amount: '1' }],
    ['a customer with a control character', { customerId: 'customer\u0000' }],
    ['a customer with half a surrogate pair', { customerId: 'customer\ud800' }],
    ['no customer', { customerId: '' }],
    ['an order that leaves its path', { orderId: '../1' }],
    ['an order that is a step up', { orderId: '..' }],
  ])('do not charge %s', (_name, change) => {
    expect(chargeArgument.safeParse({ ...charge, ...change }).success).toBe(false);
  });

  test.each([
    ['a NUL', 'Main\u0000'],
    ['half a surrogate pair', 'Main\ud800'],
    ['no characters', ''],
    ['101 characters', 'x'.repeat(101)],
  ])('write no address with %s', (_name, city) => {
    const shippingAddress = { line1: '1 Main Street', city, postalCode: '10115', country: 'DE' };
    expect(createOrderArgument.safeParse({ ...order, shippingAddress }).success).toBe(false);
  });

  test('write an address of a hundred characters, whatever their alphabet, as the API took it', () => {
    const shippingAddress = { line1: '\u{20000}'.repeat(100), city: 'Köln', postalCode: '50667', country: 'DE' };
    expect(createOrderArgument.parse({ ...order, shippingAddress })).toEqual({ ...order, shippingAddress });
  });

  test.each([0, -1, 1.5, 2 ** 53, '2', null, true])('do not reserve %j of an item', (quantity) => {
    const items = [{ sku: 'sku-book', quantity }];
    expect(reserveArgument.safeParse({ orderId: order.orderId, items }).success).toBe(false);
  });

  test('refund a charge by its payment or by its key, and not by both', () => {
    const paymentId = 'payment-1';
    const chargeKey = 'create-order-1/processPayment/run';
    expect(refundArgument.safeParse({ orderId: order.orderId, paymentId }).success).toBe(true);
    expect(refundArgument.safeParse({ orderId: order.orderId, chargeKey }).success).toBe(true);
    expect(refundArgument.safeParse({ orderId: order.orderId, paymentId, chargeKey }).success).toBe(false);
    expect(refundArgument.safeParse({ orderId: order.orderId }).success).toBe(false);
  });
});
