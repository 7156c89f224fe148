import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { refusal } from 'saga-core/activity';
import { SagaClient } from 'saga-core/client';
import { type EncryptionKeys, payloadEncryption } from 'saga-core/encryption';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { adaptiveTripSaga } from '../client/adaptive-trip.ts';
import { bookingSaga, parkingBookingSaga } from '../support/booking-sagas.ts';
import { applies, type Behaviour, fails, waitsFor } from '../support/desk.ts';
import { approvedSaga, longTourSaga, parentSaga } from '../support/flow-sagas.ts';
import { gate } from '../support/gate.ts';
import { openDesk } from '../support/open-desk.ts';
import { fromSource } from '../worker/from-source.ts';
import { allThatTemporalHas, plainPayloads, textOf } from './support/all-that-temporal-has.ts';
import { encryptedBundle } from './support/encrypted-bundle.ts';

const keys: EncryptionKeys = [{ id: 'k1', key: randomBytes(32) }];
const canary = `canary-${randomUUID()}`;
const refusesAloud: Behaviour = async () => {
  throw refusal({ code: 'DECLINED', detail: canary });
};
const workflowBundle = await encryptedBundle();

describe('what sagas hand to Temporal is encrypted', () => {
  const at = openDesk({ workflowBundle, plugins: [payloadEncryption({ keys })] });
  let sagas: SagaClient;
  beforeAll(() => {
    const { connection } = at.temporal;
    const client = new Client({ connection, plugins: [payloadEncryption({ keys })] });
    // The worker's own task queue: the desk keeps it to itself.
    sagas = new SagaClient({ client, taskQueue: at.taskQueue, within: 30_000 });
  });
  const input = { tripId: canary };

  /** Nobody without a key reads the canary, and whoever has one does. */
  async function expectHidden(id: string): Promise<void> {
    const all = await allThatTemporalHas(at.temporal, id);
    expect(plainPayloads(all)).toEqual([]);
    expect(textOf(all).includes('binary/encrypted')).toBe(true);
    expect(textOf(all).includes(canary)).toBe(false);
  }

  it('in a saga that completes, though a call of it failed twice', async () => {
    const id = at.newId();
    at.desk.script(id, 'reserve', fails(canary), fails(canary), applies({ room: canary }));
    const handle = await sagas.start(bookingSaga, { id, input });
    await expect(handle.result()).resolves.toMatchObject({ ticket: 'T1' });
    expect(await handle.status()).toMatchObject({ id, status: 'completed' });
    const timeline = await handle.timeline();
    expect(JSON.stringify(timeline)).toContain(canary);
    await expectHidden(id);
  });

  it('while a call fails again and again, and the server tells why', async () => {
    const id = at.newId();
    const held = gate();
    onTestFinished(held.open);
    at.desk.script(id, 'charge', fails(canary), waitsFor(held.opened));
    const handle = await sagas.start(bookingSaga, { id, input });
    await expect.poll(() => at.desk.names(id).filter((name) => name === 'charge').length).toBe(2);
    await expectHidden(id);
    held.open();
    await handle.result();
  });

  it('in a saga that a participant refuses in words, and its undo', async () => {
    const id = at.newId();
    at.desk.script(id, 'charge', refusesAloud);
    const handle = await sagas.start(bookingSaga, { id, input });
    await expect(handle.result()).rejects.toMatchObject({
      code: 'SAGA_COMPENSATED',
      sagaCause: { kind: 'refused', code: 'DECLINED', detail: canary },
    });
    expect(JSON.stringify(await handle.timeline())).toContain(canary);
    await expectHidden(id);
  });

  it('in a saga that waits for a decision, and in the decision', async () => {
    const id = at.newId();
    at.desk.script(id, 'charge', fails(canary));
    const handle = await sagas.start(parkingBookingSaga, { id, input });
    const parked = () => handle.status().then(({ steps }) => steps.find(({ name }) => name === 'chargeCard')?.parked);
    await expect.poll(parked).toMatchObject({ detail: canary });
    await expect(handle.resolve({ action: 'skip', step: canary, actor: canary, reason: canary })).rejects.toMatchObject(
      { code: 'DECISION_MISFIT' },
    );
    await expectHidden(id);
    await handle.resolve({
      action: 'resolvedElsewhere',
      step: 'chargeCard',
      actor: canary,
      reason: canary,
      outcome: 'applied',
      result: { paymentId: canary },
    });
    await expect(handle.result()).resolves.toBe(canary);
    expect(JSON.stringify(await handle.timeline())).toContain(canary);
    await expectHidden(id);
  });

  it('in a saga that is cancelled for a reason, and watched', async () => {
    const id = at.newId();
    const held = gate();
    onTestFinished(held.open);
    at.desk.script(id, 'charge', waitsFor(held.opened));
    const handle = await sagas.start(bookingSaga, { id, input });
    await at.desk.hasSeen(id, 'charge');
    expect(await handle.rollbackPreview()).toMatchObject({ kind: 'undo' });
    expect(await handle.cancel({ detail: canary })).toEqual({ accepted: true });
    held.open();
    const seen: string[] = [];
    for await (const { status } of handle.watch()) seen.push(status);
    expect(seen.at(-1)).toBe('compensated');
    await expectHidden(id);
  });

  it('in a saga that asks for a word, and in the word', async () => {
    const id = at.newId();
    const handle = await sagas.start(approvedSaga, { id, input });
    await at.desk.hasSeen(id, 'reserve');
    const answer = () => handle.answer('approval', { value: { approvedBy: canary } }).then(() => 'heard', String);
    await expect.poll(answer).toBe('heard');
    await expect(handle.result()).resolves.toBe(canary);
    await expectHidden(id);
  });

  it('in a saga whose calls are tried inside the workflow task', async () => {
    const id = at.newId();
    at.desk.script(id, 'reserve', fails(canary), applies({ room: canary }));
    const done = await sagas.start(adaptiveTripSaga, { id, input });
    await done.result();
    await expectHidden(id);
    const other = at.newId();
    at.desk.script(other, 'charge', refusesAloud);
    const undone = await sagas.start(adaptiveTripSaga, { id: other, input });
    await expect(undone.result()).rejects.toMatchObject({ sagaCause: { detail: canary } });
    await expectHidden(other);
  });

  it('in child sagas', async () => {
    const id = at.newId();
    const handle = await sagas.start(parentSaga, { id, input });
    await handle.result();
    await expectHidden(id);
    for await (const listed of sagas.list({ saga: 'room' })) if (listed.parent === id) await expectHidden(listed.id);
  });

  it('in a saga of many items', async () => {
    const id = at.newId();
    const rooms = Array.from({ length: 8 }, (_, room) => `room-${room}`);
    const handle = await sagas.start(longTourSaga, { id, input: { tripId: canary, insured: true, rooms } });
    await handle.result();
    await expectHidden(id);
  });

  it('and a saga that was broken off is found and unwound by what its encrypted history says', async () => {
    const id = at.newId();
    const held = gate();
    onTestFinished(held.open);
    at.desk.script(id, 'charge', waitsFor(held.opened));
    at.desk.script(id, 'reserve', applies({ room: canary }));
    await sagas.start(bookingSaga, { id, input });
    await at.desk.hasSeen(id, 'charge');
    await at.temporal.workflow.getHandle(id).terminate('by mistake');
    held.open();
    const found = async () => {
      for await (const orphan of sagas.findOrphans({ saga: bookingSaga })) if (orphan.id === id) return orphan;
      return undefined;
    };
    await expect.poll(found).toMatchObject({ id, irreversible: false });
    const undo = await sagas.unwind(bookingSaga, id);
    await expect(undo.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    expect(at.desk.seen(id).find(({ activity }) => activity === 'release')?.argument).toMatchObject({
      tripId: canary,
      results: { reserveRoom: { room: canary } },
    });
    await expectHidden(`${id}/unwind`);
  });
});

describe('a worker that encrypts', () => {
  it('refuses a bundle that was made without: its failures would be readable', async () => {
    const { configureWorker } = payloadEncryption({ keys });
    const { code } = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('../worker/workflows/reads-the-clock.ts', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
      ...fromSource,
    });
    const taskQueue = 'any';
    await expect(configureWorker?.({ taskQueue, workflowBundle: { code } })).rejects.toMatchObject({
      code: 'PLAIN_BUNDLE',
    });
    await expect(configureWorker?.({ taskQueue, workflowBundle })).resolves.toMatchObject({ workflowBundle });
  });
});
