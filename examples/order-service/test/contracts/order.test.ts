import './no-analytics.ts';
import { Matchers } from '@pact-foundation/pact';
import { createOrderActivities } from '@saga/activities';
import { describe, expect, it } from 'vitest';
import {
  consumerSecret,
  contractWith,
  failureOf,
  jsonType,
  perform,
  problemType,
  sagaCall,
  sends,
} from './consumer.ts';
import { contractFolder } from './contract-folder.ts';
import { type Send, verifyProvider } from './provider.ts';

const { integer, string } = Matchers;
const step = 'createOrder';
const pivot = 'confirmOrder';
const orderOf = (orderId: string) => ({
  orderId,
  customerId: 'customer-1',
  items: [{ sku: 'sku-book', quantity: 2, unitPrice: 1999 }],
  paymentMethod: 'pm_ok',
  shippingAddress: { line1: '1 Main Street', city: 'Berlin', postalCode: '10115', country: 'DE' },
});

describe('the contract between the activities and the order service', () => {
  const folder = contractFolder();
  const orders = (baseUrl: string) => createOrderActivities({ baseUrl, secret: consumerSecret });
  const contract = () => contractWith('order', folder.dir).addInteraction();

  it('an order is created, and its total is answered in cents', async () => {
    const call = sagaCall('created', step);
    await contract()
      .uponReceiving('a new order')
      .withRequest('POST', '/orders', sends(call, orderOf('created')))
      .willRespondWith(200, (answer) => {
        answer.headers({ 'Content-Type': jsonType }).jsonBody({ total: integer(3998) });
      })
      .executeTest(async ({ url }) => {
        await expect(perform(() => orders(url).create(orderOf('created'), call))).resolves.toEqual({ total: 3998 });
      });
  });

  it('an order that is there is confirmed', async () => {
    const call = sagaCall('confirmed', pivot);
    await contract()
      .given('order confirmed is created')
      .uponReceiving('a confirmation')
      .withRequest('POST', '/orders/confirmed/confirm', sends(call, { orderId: 'confirmed' }))
      .willRespondWith(204)
      .executeTest(async ({ url }) => {
        await expect(perform(() => orders(url).confirm({ orderId: 'confirmed' }, call))).resolves.toBeUndefined();
      });
  });

  it('a confirmation of an order that is not there is refused for good', async () => {
    const call = sagaCall('missing', pivot);
    await contract()
      .uponReceiving('a confirmation of no order')
      .withRequest('POST', '/orders/missing/confirm', sends(call, { orderId: 'missing' }))
      .willRespondWith(409, (answer) => {
        answer
          .headers({ 'Content-Type': problemType, 'Saga-Outcome': 'refused' })
          .jsonBody({ code: 'UNKNOWN_ORDER', detail: string('There is no order with this id.') });
      })
      .executeTest(async ({ url }) => {
        const failure = await failureOf(perform(() => orders(url).confirm({ orderId: 'missing' }, call)));
        expect(failure).toMatchObject({ nonRetryable: true, details: [{ code: 'UNKNOWN_ORDER' }] });
      });
  });

  it.each([
    { kind: 'cancelled' },
    { kind: 'refused', step: 'processPayment', code: 'PAYMENT_DECLINED', detail: 'no' },
    { kind: 'inDoubt', step: 'processPayment', code: 'TIMEOUT' },
    { kind: 'deadline' },
  ] as const)('an order is undone for the cause $kind', async (cause) => {
    const orderId = `undone-${cause.kind}`;
    const call = sagaCall(orderId, step, 'compensate');
    await contract()
      .given(`order ${orderId} is created`)
      .uponReceiving(`an undo for the cause ${cause.kind}`)
      .withRequest('POST', `/orders/${orderId}/cancel`, sends(call, { orderId, cause }))
      .willRespondWith(204)
      .executeTest(async ({ url }) => {
        await expect(perform(() => orders(url).cancel({ orderId, cause }, call))).resolves.toBeUndefined();
      });
  });

  it.each([
    ['never', 'fenced', 'order fenced is created'],
    ['applied', 'too-late', 'order too-late is confirmed'],
  ] as const)('a fence says that the confirmation was %s', async (fence, orderId, state) => {
    const call = sagaCall(orderId, pivot, 'fence');
    await contract()
      .given(state)
      .uponReceiving(`a fence before the confirmation that ${fence} happens`)
      .withRequest('POST', `/orders/${orderId}/confirm`, sends(call, { orderId }))
      .willRespondWith(200, (answer) => {
        answer.headers({ 'Content-Type': jsonType }).jsonBody({ fence });
      })
      .executeTest(async ({ url }) => {
        await expect(perform(() => orders(url).fenceConfirm({ orderId }, call))).resolves.toEqual({ fence });
      });
  });

  it('is kept by the service', async () => {
    const created = (orderId: string) => async (send: Send) => {
      await send(sagaCall(orderId, step), '/orders', orderOf(orderId));
      return undefined;
    };
    const ids = ['confirmed', 'fenced', 'undone-cancelled', 'undone-refused', 'undone-inDoubt', 'undone-deadline'];
    await verifyProvider({
      name: 'order',
      dir: folder.dir,
      states: {
        ...Object.fromEntries(ids.map((id) => [`order ${id} is created`, created(id)])),
        'order too-late is confirmed': async (send) => {
          await created('too-late')(send);
          await send(sagaCall('too-late', pivot), '/orders/too-late/confirm', {});
          return undefined;
        },
      },
    });
  });
});
