import { randomUUID } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { startCreateOrder } from './create-order.ts';
import { Participants } from './participants.ts';
import { WorkerProcess } from './worker-process.ts';

test('a call that finds no room is not sent, in a local try neither, and Temporal tries it until there is', async () => {
  const { temporalAddress } = inject('localStack');
  const taskQueue = `held-back-${randomUUID()}`;
  const participants = await Participants.start();
  const held = participants.hold('/charges');
  const worker = new WorkerProcess({
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_TASK_QUEUE: taskQueue,
    ...participants.environment,
    PARTICIPANT_MAX_CALLS: '1',
  });
  await worker.listening();
  const first = await startCreateOrder(temporalAddress, taskQueue);
  await held.asked;
  const second = await startCreateOrder(temporalAddress, taskQueue);
  const tries = async () => {
    const { steps } = await second.status({ within: 30_000 });
    return steps.find(({ name }) => name === 'processPayment')?.attempts ?? 0;
  };
  const sent = () =>
    participants.calls.filter(({ path, sagaId }) => path === '/charges' && sagaId === second.id).length;
  // A try of the first that was given up makes room for one of the second, which then counts as sent.
  await expect.poll(async () => (await tries()) - sent()).toBeGreaterThanOrEqual(2);
  held.release();
  await expect(Promise.all([first.result(), second.result()])).resolves.toHaveLength(2);
  const charges = participants.calls.filter(({ path, operation }) => path === '/charges' && operation === 'run');
  expect(new Set(charges.map(({ sagaId }) => sagaId)).size).toBe(2);
});
