import './no-analytics.ts';
import { Matchers } from '@pact-foundation/pact';
import { createInventoryActivities } from '@saga/activities';
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

const { string } = Matchers;
const step = 'reserveItems';
const reservationOf = (orderId: string, sku = 'sku-book') => ({ orderId, items: [{ sku, quantity: 2 }] });

describe('the contract between the activities and the inventory service', () => {
  const folder = contractFolder();
  const inventory = (baseUrl: string) => createInventoryActivities({ baseUrl, secret: consumerSecret });
  const contract = () => contractWith('inventory', folder.dir).addInteraction();

  it('items are set aside, and the reservation has an id', async () => {
    const call = sagaCall('reserved', step);
    await contract()
      .uponReceiving('a reservation')
      .withRequest('POST', '/reservations', sends(call, reservationOf('reserved')))
      .willRespondWith(200, (answer) => {
        answer.headers({ 'Content-Type': jsonType }).jsonBody({ reservationId: string('reservation-1') });
      })
      .executeTest(async ({ url }) => {
        const result = await perform(() => inventory(url).reserve(reservationOf('reserved'), call));
        expect(result).toEqual({ reservationId: 'reservation-1' });
      });
  });

  it.each([
    ['OUT_OF_STOCK', 'sku-none'],
    ['UNKNOWN_SKU', 'sku-unknown'],
  ])('a reservation is refused for good, with the code %s', async (code, sku) => {
    const call = sagaCall(`refused-${sku}`, step);
    const argument = reservationOf(call.sagaId, sku);
    await contract()
      .uponReceiving(`a reservation of ${sku}`)
      .withRequest('POST', '/reservations', sends(call, argument))
      .willRespondWith(409, (answer) => {
        answer
          .headers({ 'Content-Type': problemType, 'Saga-Outcome': 'refused' })
          .jsonBody({ code, detail: string('It can not be reserved.') });
      })
      .executeTest(async ({ url }) => {
        const failure = await failureOf(perform(() => inventory(url).reserve(argument, call)));
        expect(failure).toMatchObject({ nonRetryable: true, details: [{ code }] });
      });
  });

  it.each(['released', 'never-reserved'])('a reservation is undone, also one that never was (%s)', async (orderId) => {
    const call = sagaCall(orderId, step, 'compensate');
    const interaction = orderId === 'released' ? contract().given('order released is reserved') : contract();
    await interaction
      .uponReceiving(`a release of ${orderId}`)
      .withRequest('POST', `/reservations/${orderId}/release`, sends(call, { orderId }))
      .willRespondWith(204)
      .executeTest(async ({ url }) => {
        await expect(perform(() => inventory(url).release({ orderId }, call))).resolves.toBeUndefined();
      });
  });

  it('what is reserved is sold', async () => {
    const call = sagaCall('sold', 'commitItems');
    await contract()
      .given('order sold is reserved')
      .uponReceiving('a commit')
      .withRequest('POST', '/reservations/sold/commit', sends(call, { orderId: 'sold' }))
      .willRespondWith(204)
      .executeTest(async ({ url }) => {
        await expect(perform(() => inventory(url).commit({ orderId: 'sold' }, call))).resolves.toBeUndefined();
      });
  });

  it('is kept by the service', async () => {
    const reserved = (orderId: string) => ({
      [`order ${orderId} is reserved`]: async (send: Send) => {
        await send(sagaCall(orderId, step), '/reservations', reservationOf(orderId));
        return undefined;
      },
    });
    await verifyProvider({
      name: 'inventory',
      dir: folder.dir,
      states: { ...reserved('released'), ...reserved('sold') },
    });
  });
});
