import './no-analytics.ts';
import { Matchers } from '@pact-foundation/pact';
import { createPaymentActivities } from '@saga/activities';
import { describe, expect, it } from 'vitest';
import {
  consumerSecret,
  contractWith,
  failureOf,
  fromState,
  jsonType,
  perform,
  problemType,
  sagaCall,
  sends,
} from './consumer.ts';
import { contractFolder } from './contract-folder.ts';
import { type Send, verifyProvider } from './provider.ts';

const { string } = Matchers;
const step = 'processPayment';
const chargeOf = (orderId: string, paymentMethod = 'pm_ok') => ({
  orderId,
  customerId: 'customer-1',
  paymentMethod,
  amount: 3998,
});

describe('the contract between the activities and the payment service', () => {
  const folder = contractFolder();
  const payments = (baseUrl: string) => createPaymentActivities({ baseUrl, secret: consumerSecret });
  const contract = () => contractWith('payment', folder.dir).addInteraction();

  it('a charge is made, and its payment has an id', async () => {
    const call = sagaCall('charged', step);
    await contract()
      .uponReceiving('a charge')
      .withRequest('POST', '/charges', sends(call, chargeOf('charged')))
      .willRespondWith(200, (answer) => {
        answer.headers({ 'Content-Type': jsonType }).jsonBody({ paymentId: string('payment-1') });
      })
      .executeTest(async ({ url }) => {
        const result = await perform(() => payments(url).charge(chargeOf('charged'), call));
        expect(result).toEqual({ paymentId: 'payment-1' });
      });
  });

  it('a declined charge is refused for good, with a code', async () => {
    const call = sagaCall('declined', step);
    await contract()
      .uponReceiving('a charge by a payment method that declines')
      .withRequest('POST', '/charges', sends(call, chargeOf('declined', 'pm_declined')))
      .willRespondWith(409, (answer) => {
        answer
          .headers({ 'Content-Type': problemType, 'Saga-Outcome': 'refused' })
          .jsonBody({ code: 'PAYMENT_DECLINED', detail: string('The payment method was declined.') });
      })
      .executeTest(async ({ url }) => {
        const failure = await failureOf(perform(() => payments(url).charge(chargeOf('declined', 'pm_declined'), call)));
        expect(failure).toMatchObject({ nonRetryable: true, details: [{ code: 'PAYMENT_DECLINED' }] });
      });
  });

  it('a charge whose provider does not answer is in doubt, and can be tried again', async () => {
    const call = sagaCall('flaky', step);
    await contract()
      .uponReceiving('a charge while the payment provider is away')
      .withRequest('POST', '/charges', sends(call, chargeOf('flaky', 'pm_flaky')))
      .willRespondWith(503, (answer) => {
        answer.headers({ 'Content-Type': problemType }).jsonBody({ code: 'PROVIDER_UNAVAILABLE' });
      })
      .executeTest(async ({ url }) => {
        const failure = await failureOf(perform(() => payments(url).charge(chargeOf('flaky', 'pm_flaky'), call)));
        expect(failure).toMatchObject({ type: 'ParticipantInDoubt', nonRetryable: false });
      });
  });

  it('a charge is refunded by its payment id', async () => {
    const call = sagaCall('refunded', step, 'compensate');
    const argument = { orderId: 'refunded', paymentId: 'payment-1' };
    await contract()
      .given('order refunded is charged')
      .uponReceiving('a refund by payment id')
      .withRequest('POST', '/refunds', sends(call, { ...argument, paymentId: fromState('paymentId', 'payment-1') }))
      .willRespondWith(204)
      .executeTest(async ({ url }) => {
        await expect(perform(() => payments(url).refund(argument, call))).resolves.toBeUndefined();
      });
  });

  it('a charge whose answer was lost is refunded by its key', async () => {
    const call = sagaCall('lost', step, 'compensate');
    const argument = { orderId: 'lost', chargeKey: `lost/${step}/run` };
    await contract()
      .given('order lost is charged')
      .uponReceiving('a refund by key')
      .withRequest('POST', '/refunds', sends(call, argument))
      .willRespondWith(204)
      .executeTest(async ({ url }) => {
        await expect(perform(() => payments(url).refund(argument, call))).resolves.toBeUndefined();
      });
  });

  it('a charge that never was needs no refund', async () => {
    const call = sagaCall('never', step, 'compensate');
    const argument = { orderId: 'never', chargeKey: `never/${step}/run` };
    await contract()
      .uponReceiving('a refund of nothing')
      .withRequest('POST', '/refunds', sends(call, argument))
      .willRespondWith(204)
      .executeTest(async ({ url }) => {
        await expect(perform(() => payments(url).refund(argument, call))).resolves.toBeUndefined();
      });
  });

  it('is kept by the service', async () => {
    const charged = (orderId: string) => ({
      [`order ${orderId} is charged`]: async (send: Send) => {
        const { paymentId } = await send(sagaCall(orderId, step), '/charges', chargeOf(orderId));
        return { paymentId: String(paymentId) };
      },
    });
    await verifyProvider({ name: 'payment', dir: folder.dir, states: { ...charged('refunded'), ...charged('lost') } });
  });
});
