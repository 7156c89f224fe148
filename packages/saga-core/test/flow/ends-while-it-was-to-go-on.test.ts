import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { participantActivities } from 'saga-core/activity';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { fencedSaga, freeSaga } from '../adaptive/edge-sagas.ts';
import { applies, waitsFor } from '../support/desk.ts';
import { earlyRuns } from '../support/early-runs.ts';
import { gate } from '../support/gate.ts';
import { openDesk } from '../support/open-desk.ts';

// After so few events that the second call is held for the next run.
const longestRun = 8;
const temporalAddress = earlyRuns(longestRun);

describe('a cancel that comes while a run holds its calls for the next one', () => {
  const at = openDesk({}, temporalAddress, longestRun);

  it('is answered, though the pivot is to be fenced first', async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'reserve', waitsFor(held.opened, applies({ room: '1' })));
    const trip = await at.sagas.start(fencedSaga, { id, input: { tripId: id } });
    // The local try is given up, and the call goes on as a normal activity.
    await expect.poll(() => at.desk.names(id).filter((name) => name === 'reserve').length).toBe(2);
    expect(await trip.cancel()).toEqual({ accepted: true });
    held.open();
    await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'cancelled' } });
    expect(at.desk.order(id)).toEqual(['open', 'reserve', 'fenceConfirm', 'release', 'close']);
  });

  it('ends the saga where nothing is to be undone, and it comes with the last answer', async () => {
    const id = at.newId();
    const taskQueue = `held-${id}`;
    const connection = await NativeConnection.connect({ address: temporalAddress() });
    onTestFinished(() => connection.close());
    const open = async (part: Partial<WorkerOptions>) => {
      const worker = await Worker.create({ connection, taskQueue, ...part });
      const running = worker.run();
      return async () => {
        worker.shutdown();
        await running;
      };
    };
    // Two workers, so that an answer can come while nobody runs workflows.
    const stopActivities = await open({ activities: participantActivities('desk', at.desk.activities()) });
    const workflows = { workflowBundle: { codePath: inject('workflowBundlePath') } };
    const stopWorkflows = await open(workflows);
    const held = gate();
    at.desk.script(id, 'open', waitsFor(held.opened));
    const start = { workflowId: id, taskQueue, args: [{ tripId: id }] };
    const handle = await at.temporal.workflow.start(freeSaga.name, start);
    await at.desk.hasSeen(id, 'open');
    await stopWorkflows();
    held.open();
    // The activity's end is in the history, and nobody has taken it up.
    await expect.poll(async () => (await handle.describe()).raw.pendingActivities ?? []).toEqual([]);
    const cancelled = handle.executeUpdate<{ accepted: boolean }, []>('cancel', { args: [] });
    cancelled.catch(() => undefined);
    const stopAgain = await open(workflows);
    await expect(handle.result()).rejects.toThrow();
    expect(await cancelled).toEqual({ accepted: true });
    expect(at.desk.names(id)).toEqual(['charge', 'open']);
    await stopAgain();
    await stopActivities();
  });
});
