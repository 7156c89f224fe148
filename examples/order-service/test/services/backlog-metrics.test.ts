import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { inventoryService } from '../../src/services/inventory/service.ts';
import { notificationService } from '../../src/services/notification/service.ts';
import { orderService } from '../../src/services/order/service.ts';
import type { ServiceDefinition } from '../../src/services/service-definition.ts';
import { sagaCaller } from './saga-caller.ts';
import { startTestService, type TestService } from './test-service.ts';

async function started(definition: ServiceDefinition): Promise<TestService> {
  const service = await startTestService(definition, { background: true });
  onTestFinished(() => service.stop());
  return service;
}

/** The figures of events in a service's metrics, by box: `outbox waiting`. */
async function figures({ url }: TestService): Promise<Record<string, number>> {
  const response = await fetch(`${url}/metrics`);
  expect(response.status).toBe(200);
  const lines = (await response.text()).matchAll(/^saga_events_(\w+)\{.*?box="(\w+)".*?\} (\S+)$/gm);
  return Object.fromEntries([...lines].map(([, name, box, value]) => [`${box} ${name}`, Number(value)]));
}

const nothingIn = (...boxes: string[]) =>
  Object.fromEntries(
    boxes.flatMap((box) => ['waiting', 'oldest_seconds', 'parked'].map((name) => [`${box} ${name}`, 0])),
  );

/** As if the events of this table had failed too often an hour ago. */
const park = (service: TestService, table: string) =>
  service.asOwner(`UPDATE ${table} SET done_at = NULL, parked_at = now(), created_at = now() - interval '1 hour'`);

it('the order service tells how many events wait in its outbox, for how long the oldest, and how many are parked', async () => {
  const service = await started(orderService);
  expect(await figures(service)).toEqual(nothingIn('outbox'));
  const saga = sagaCaller(service);
  const items = [{ sku: 'sku-book', quantity: 1, unitPrice: 1999 }];
  const body = { orderId: saga.orderId, customerId: 'customer-1', items, paymentMethod: 'pm_ok' };
  expect((await saga.call({ path: '/orders', step: 'createOrder', body })).status).toBe(200);
  await expect.poll(() => figures(service)).toEqual(nothingIn('outbox'));
  await park(service, 'saga_outbox');
  const parked = await figures(service);
  expect(parked).toMatchObject({ 'outbox waiting': 1, 'outbox parked': 1 });
  expect(parked['outbox oldest_seconds']).toBeGreaterThanOrEqual(3_600);
});

it('the inventory tells it of requests that came and of answers that are to be sent', async () => {
  const service = await started(inventoryService);
  expect(await figures(service)).toEqual(nothingIn('inbox', 'outbox'));
  const event = {
    specversion: '1.0',
    id: randomUUID(),
    source: '/worker',
    type: 'saga.request.inventory.reserve',
    subject: 'saga-1/reserveItems',
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data: 'no request',
  };
  const sent = await fetch(`${service.url}/messages`, {
    method: 'POST',
    headers: { 'x-service-token': service.token, 'content-type': 'application/json' },
    body: JSON.stringify(event),
  });
  expect(sent.status).toBe(202);
  await park(service, 'saga_inbox');
  await expect
    .poll(() => figures(service))
    .toMatchObject({ 'inbox waiting': 1, 'inbox parked': 1, 'outbox waiting': 0 });
});

it('the notification service tells it of events that it was told of', async () => {
  expect(await figures(await started(notificationService))).toEqual(nothingIn('inbox'));
});

it('metrics without a database are all the others: none of these, and no old ones', async () => {
  const service = await started(orderService);
  expect(await figures(service)).toEqual(nothingIn('outbox'));
  await service.asOwner('ALTER TABLE saga_outbox RENAME TO away');
  expect(await figures(service)).toEqual({});
  await service.asOwner('ALTER TABLE away RENAME TO saga_outbox');
  expect(await figures(service)).toEqual(nothingIn('outbox'));
});
