// What docs/operating-sagas.md has an operator do and look at, done and looked at on a real Temporal.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, makeTelemetryFilterString, NativeConnection } from '@temporalio/worker';
import { SagaClient } from 'saga-core/client';
import { createSagaWorker } from 'saga-core/worker';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { bookingSaga } from '../../support/booking-sagas.ts';
import { applies, Desk, fails, refuses, waitsFor } from '../../support/desk.ts';
import { gate } from '../../support/gate.ts';
import { testActivities } from '../../support/test-activities.ts';
import { pageText } from '../pages.ts';
import { exposeMetrics } from './expose-metrics.ts';
import { lookAfter } from './look-after.ts';

describe('looking after sagas', () => {
  const taskQueue = `operating-${randomUUID()}`;
  const desk = new Desk();
  let metrics = '';
  let temporal: Client;
  let sagas: SagaClient;
  let close = async () => {};

  beforeAll(async () => {
    const bindAddress = `127.0.0.1:${await freePort()}`;
    metrics = `http://${bindAddress}/metrics`;
    // A saga stands still here on purpose, which is worth a warning.
    const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
    exposeMetrics(bindAddress, { logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter } } });
    const address = inject('localStack').temporalAddress;
    const native = await NativeConnection.connect({ address });
    const worker = await createSagaWorker({
      connection: native,
      taskQueue,
      workflowBundle: { codePath: inject('workflowBundlePath') },
      activities: testActivities(desk.activities()),
    });
    const running = worker.run();
    const connection = await Connection.connect({ address });
    temporal = new Client({ connection });
    sagas = new SagaClient({ client: temporal, taskQueue, within: 30_000 });
    close = async () => {
      worker.shutdown();
      await running;
      await Promise.all([connection.close(), native.close()]);
    };
  });
  afterAll(() => close());

  const linesOf = async (id: string) => (await lookAfter(sagas, bookingSaga)).filter((line) => line.startsWith(id));

  it('tells of a saga that waits for a decision, until there is one', async () => {
    const id = `trip-${randomUUID()}`;
    desk.script(id, 'confirm', refuses('SOLD_OUT'));
    desk.script(id, 'refund', refuses('ACCOUNT_CLOSED'));
    const trip = await sagas.start(bookingSaga, { id, input: { tripId: id } });
    await expect.poll(() => linesOf(id)).toEqual([`${id} waits for a decision`]);
    await trip.resolve({
      step: 'chargeCard',
      action: 'resolvedElsewhere',
      actor: 'operator-7',
      reason: 'paid out by hand',
    });
    await expect(trip.result()).rejects.toMatchObject({ sagaCause: { code: 'SOLD_OUT' } });
    await expect.poll(() => linesOf(id)).toEqual([]);
  });

  it('tells of a saga that somebody terminated, until it is unwound', async () => {
    const id = `trip-${randomUUID()}`;
    const held = gate();
    desk.script(id, 'charge', waitsFor(held.opened));
    await sagas.start(bookingSaga, { id, input: { tripId: id } });
    await desk.hasSeen(id, 'charge');
    await temporal.workflow.getHandle(id).terminate('by mistake');
    held.open();
    await expect
      .poll(() => linesOf(id))
      .toEqual([`${id} was broken off, and not undone: chargeCard, reserveRoom, openTrip`]);
    const unwinding = await sagas.unwind(bookingSaga, id);
    await expect(unwinding.result()).rejects.toMatchObject({ sagaCause: { code: 'TERMINATED' } });
    await expect.poll(() => linesOf(id)).toEqual([]);
  });

  it('shows metrics of the names that the page gives, as far as something has happened', async () => {
    const [id, stranger] = [`trip-${randomUUID()}`, `trip-${randomUUID()}`];
    desk.script(id, 'charge', fails(), applies({ paymentId: 'pay-1' }));
    await sagas.execute(bookingSaga, { id, input: { tripId: id } });
    const memo = { sagaFingerprint: 'of no definition' };
    const still = await temporal.workflow.start(bookingSaga.name, {
      workflowId: stranger,
      taskQueue,
      args: [{}],
      memo,
    });
    onTestFinished(async () => void (await still.terminate()));
    const named = [...pageText('operating-sagas.md').matchAll(/^\| `(temporal_\w+)`/gm)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(4);
    await expect
      .poll(async () => {
        const shown = await (await fetch(metrics)).text();
        return named.filter((name) => !shown.includes(`\n${name}`) && !shown.startsWith(name));
      })
      .toEqual([]);
    expect(await (await fetch(metrics)).text()).not.toContain('temporal_workflow_failed');
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
