// An answer, and a cancel or a deadline after it, that came while nobody ran workflows are given to the next worker together. One that
// died in between may have heard of the answer alone, and have tried locally what follows from it, the pivot too, of which nothing is
// written down. So the answer is told first; else the saga would undo what was before it and know nothing of the rest.
import { randomUUID } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { participantActivities } from 'saga-core/activity';
import { expect, inject, it, onTestFinished } from 'vitest';
import { answeredInTimeSaga, answeredSaga } from '../adaptive/edge-sagas.ts';
import { Desk, waitsFor } from '../support/desk.ts';
import { gate } from '../support/gate.ts';

it.each([
  {
    what: 'a cancel',
    saga: answeredSaga,
    comes: async (handle: WorkflowHandle) => {
      await handle.cancel();
    },
  },
  {
    what: 'a deadline',
    saga: answeredInTimeSaga,
    comes: async (handle: WorkflowHandle) => {
      const hasFired = async () =>
        (await handle.fetchHistory()).events?.some((event) => event.timerFiredEventAttributes) ?? false;
      await expect.poll(hasFired).toBe(true);
    },
  },
])('R14, $what that comes with an answer is told after it', async ({ saga, comes }) => {
  const address = inject('localStack').temporalAddress;
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const id = `answered-${randomUUID()}`;
  const desk = new Desk();
  const held = gate();
  desk.script(id, 'reserve', waitsFor(held.opened));
  const stops: (() => Promise<void>)[] = [];
  const open = async (part: Partial<WorkerOptions>) => {
    const activities = participantActivities('desk', desk.activities());
    const worker = await Worker.create({ connection: native, taskQueue: id, activities, ...part });
    const running = worker.run();
    let stopping: Promise<void> | undefined;
    const stop = () => {
      if (stopping === undefined) worker.shutdown();
      stopping ??= running;
      return stopping;
    };
    stops.push(stop);
    return stop;
  };
  onTestFinished(async () => {
    held.open();
    await Promise.all(stops.map((stop) => stop()));
    await Promise.all([connection.close(), native.close()]);
  });
  // One worker for normal activities, so that an answer can come while nobody runs workflows.
  const workflows = { workflowBundle: { codePath: inject('workflowBundlePath') }, enableNonLocalActivities: false };
  await open({});
  const stopWorkflows = await open(workflows);
  const start = { workflowId: id, taskQueue: id, args: [{ tripId: id }] };
  const handle = await new Client({ connection }).workflow.start(saga.name, start);
  await desk.hasSeen(id, 'reserve');
  await stopWorkflows();
  held.open();
  await expect.poll(async () => (await handle.describe()).raw.pendingActivities ?? []).toEqual([]);
  await comes(handle);
  await open(workflows);
  // All that a dead worker may have done is done again under its keys, so the answer of the pivot is known before anything is undone.
  expect(await handle.result()).toBe('done');
  expect(desk.order(id)).toEqual(['open', 'reserve', 'charge', 'confirm']);
});
