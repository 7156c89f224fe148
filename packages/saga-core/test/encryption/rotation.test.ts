import { randomBytes, randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import {
  DefaultLogger,
  type LogEntry,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  Worker,
} from '@temporalio/worker';
import { participantActivities } from 'saga-core/activity';
import { SagaClient } from 'saga-core/client';
import { type EncryptionKey, type EncryptionKeys, payloadEncryption } from 'saga-core/encryption';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { bookingSaga } from '../support/booking-sagas.ts';
import { Desk, waitsFor } from '../support/desk.ts';
import { gate } from '../support/gate.ts';
import { encryptedBundle } from './support/encrypted-bundle.ts';

const newKey = (id: string): EncryptionKey => ({ id, key: randomBytes(32) });
const [older, newer] = [newKey('older'), newKey('newer')];
const workflowBundle = await encryptedBundle();

describe('sagas in flight outlive a change of keys', () => {
  const log: LogEntry[] = [];
  const desk = new Desk();
  let connection: Connection;
  let native: NativeConnection;
  beforeAll(async () => {
    Runtime.install({
      logger: new DefaultLogger('WARN', (entry) => void log.push(entry)),
      telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
    });
    const address = inject('localStack').temporalAddress;
    [connection, native] = await Promise.all([Connection.connect({ address }), NativeConnection.connect({ address })]);
  });
  afterAll(() => Promise.all([connection.close(), native.close()]));

  function client(taskQueue: string, keys?: EncryptionKeys): SagaClient {
    const plugins = keys === undefined ? [] : [payloadEncryption({ keys })];
    return new SagaClient({ client: new Client({ connection, plugins }), taskQueue, within: 30_000 });
  }

  /** A worker with these keys, until the test stops it. */
  async function work(taskQueue: string, keys: EncryptionKeys) {
    const activities = participantActivities('desk', desk.activities());
    const plugins = [payloadEncryption({ keys })];
    const worker = await Worker.create({ connection: native, taskQueue, workflowBundle, activities, plugins });
    const running = worker.run();
    const stop = async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
    };
    onTestFinished(stop);
    return { stop };
  }

  const fresh = () => ({ id: `trip-${randomUUID()}`, taskQueue: `rotation-${randomUUID()}` });

  it('when the new key is known everywhere before the first uses it', async () => {
    const { id, taskQueue } = fresh();
    const held = gate();
    onTestFinished(held.open);
    desk.script(id, 'charge', waitsFor(held.opened));
    const before = await work(taskQueue, [older, newer]);
    const saga = await client(taskQueue, [older, newer]).start(bookingSaga, { id, input: { tripId: id } });
    await desk.hasSeen(id, 'charge');
    held.open();
    await before.stop();
    await work(taskQueue, [newer, older]);
    await expect(saga.result()).resolves.toMatchObject({ ticket: 'T1' });
    const handle = client(taskQueue, [newer, older]).handle(bookingSaga, id);
    expect((await handle.timeline()).steps).toHaveLength(6);
  });

  it('and that were started before there was encryption', async () => {
    const { id, taskQueue } = fresh();
    await client(taskQueue).start(bookingSaga, { id, input: { tripId: id } });
    await work(taskQueue, [older]);
    const saga = client(taskQueue, [older]).handle(bookingSaga, id);
    await expect(saga.result()).resolves.toMatchObject({ ticket: 'T1' });
    expect(desk.seen(id)[0]?.argument).toEqual({ tripId: id });
  });

  it('standing still, and saying why, while no worker has their key', async () => {
    const { id, taskQueue } = fresh();
    const saga = await client(taskQueue, [newer]).start(bookingSaga, { id, input: { tripId: id } });
    const without = await work(taskQueue, [older]);
    const said = () => log.some(({ meta }) => String(meta?.error).includes("encrypted with the key 'newer'"));
    await expect.poll(said).toBe(true);
    expect(desk.seen(id)).toEqual([]);
    await without.stop();
    await work(taskQueue, [newer, older]);
    await expect(saga.result()).resolves.toMatchObject({ ticket: 'T1' });
  });

  it('and a client without their key says which one it lacks', async () => {
    const { id, taskQueue } = fresh();
    await work(taskQueue, [newer]);
    const saga = await client(taskQueue, [newer]).start(bookingSaga, { id, input: { tripId: id } });
    await saga.result();
    const stranger = client(taskQueue, [older]).handle(bookingSaga, id);
    await expect(stranger.timeline()).rejects.toMatchObject({ code: 'PAYLOAD_KEY_UNKNOWN', keyId: 'newer' });
  });
});
