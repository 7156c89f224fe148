import { randomUUID } from 'node:crypto';
import { Client, Connection, type ConnectionLike } from '@temporalio/client';
import { SagaClient, type SagaClientOptions } from 'saga-core/client';
import { createSagaWorker } from 'saga-core/worker';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { bookingSaga } from '../support/booking-sagas.ts';
import { Desk } from '../support/desk.ts';
import { testActivities } from '../support/test-activities.ts';
import { openConnection } from './open-connection.ts';

describe('the first workflow task of a saga', () => {
  const opened = openConnection();

  /** Whether Temporal handed it over with the answer to the start, of a saga started over `connection`, and run to its end. */
  async function isEager(connection: ConnectionLike, options: Partial<SagaClientOptions> = {}): Promise<boolean> {
    const taskQueue = `eager-${randomUUID()}`;
    const worker = await createSagaWorker({
      connection: opened.connection,
      taskQueue,
      workflowBundle: { codePath: inject('workflowBundlePath') },
      activities: testActivities(new Desk().activities()),
    });
    const client = new Client({ connection });
    const sagas = new SagaClient({ client, taskQueue, within: 30_000, ...options });
    const id = `trip-${randomUUID()}`;
    return worker.runUntil(async () => {
      await sagas.execute(bookingSaga, { id, input: { tripId: id } });
      const { events } = await client.workflow.getHandle(id).fetchHistory();
      return events?.[0]?.workflowExecutionStartedEventAttributes?.eagerExecutionAccepted === true;
    });
  }

  async function ownConnection(): Promise<Connection> {
    const connection = await Connection.connect({ address: inject('localStack').temporalAddress });
    onTestFinished(() => connection.close());
    return connection;
  }

  it("comes with the answer to its start, over the worker's own connection", async () => {
    expect(await isEager(opened.connection)).toBe(true);
  });

  it('is queued where that is not wanted', async () => {
    expect(await isEager(opened.connection, { eagerStart: false })).toBe(false);
  });

  it('is queued over a connection that no worker has', async () => {
    expect(await isEager(await ownConnection())).toBe(false);
  });

  it('can’t be asked for over such a connection', async () => {
    const client = new Client({ connection: await ownConnection() });
    expect(() => new SagaClient({ client, taskQueue: 'trips', eagerStart: true })).toThrow(/is no NativeConnection/);
  });

  it('is queued where no worker of this process polls the queue, and waits there for one', async () => {
    const client = new Client({ connection: opened.connection });
    const sagas = new SagaClient({ client, taskQueue: `eager-${randomUUID()}`, within: 30_000 });
    const id = `trip-${randomUUID()}`;
    await sagas.start(bookingSaga, { id, input: { tripId: id } });
    const { events } = await client.workflow.getHandle(id).fetchHistory();
    expect(events?.[0]?.workflowExecutionStartedEventAttributes?.eagerExecutionAccepted).toBe(false);
    await client.workflow.getHandle(id).terminate();
  });
});
