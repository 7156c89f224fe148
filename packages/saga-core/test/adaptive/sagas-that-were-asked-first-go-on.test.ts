import { setTimeout } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { participantActivities, type SagaCall } from 'saga-core/activity';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { applies, type Behaviour, fails, refuses, waitsFor } from '../support/desk.ts';
import { gate } from '../support/gate.ts';
import { openDesk } from '../support/open-desk.ts';
import { deadlineSaga, heavyUndoSaga } from './edge-sagas.ts';

const afterAWhile =
  (milliseconds: number, then: Behaviour): Behaviour =>
  async (call: SagaCall) => {
    await setTimeout(milliseconds);
    return await then(call);
  };

// Questions that wait for a workflow task are answered in it while a call is tried, and end it early. What the saga does next is sent
// in the next task, and in a replay in that one; so nothing may be started in the one and stopped in the other, or counted by task.
describe('a saga whose first task was waited for by questions', () => {
  const at = openDesk();
  const workflowBundle = { codePath: inject('workflowBundlePath') };
  let connection: NativeConnection;
  beforeAll(async () => {
    connection = await NativeConnection.connect({ address: inject('localStack').temporalAddress });
  });
  afterAll(() => connection.close());

  async function openWorker(taskQueue: string): Promise<() => Promise<void>> {
    const activities = participantActivities('desk', at.desk.activities());
    const worker = await Worker.create({ connection, taskQueue, workflowBundle, activities });
    const running = worker.run();
    return async () => {
      worker.shutdown();
      await running;
    };
  }

  const start = (name: string, taskQueue: string, ids: readonly string[]) =>
    Promise.all(
      ids.map((id) => at.temporal.workflow.start(name, { workflowId: id, taskQueue, args: [{ tripId: id }] })),
    );

  /** Questions that the server has, and no worker yet. One that is lost by the worker is none of our business. */
  async function ask(handles: readonly WorkflowHandle[]): Promise<void> {
    for (const handle of handles)
      for (let asked = 0; asked < 6; asked += 1) handle.query('status').catch(() => undefined);
    await setTimeout(300);
  }

  async function replayed(ids: readonly string[]): Promise<readonly string[]> {
    const misfits: string[] = [];
    for (const id of ids) {
      const history = await at.temporal.workflow.getHandle(id).fetchHistory();
      await Worker.runReplayHistory({ workflowBundle }, history, id).catch((error: unknown) =>
        misfits.push(String(error)),
      );
    }
    return misfits;
  }

  it('goes on with another worker after its deadline was stopped', async () => {
    const ids = Array.from({ length: 12 }, () => at.newId());
    const taskQueue = `asked-${at.newId()}`;
    const held = gate();
    for (const id of ids) {
      at.desk.script(id, 'open', afterAWhile(Math.random() * 15, applies()));
      at.desk.script(id, 'confirm', waitsFor(held.opened));
    }
    const handles = await start(deadlineSaga.name, taskQueue, ids);
    await ask(handles);
    const stop = await openWorker(taskQueue);
    await Promise.all(ids.map((id) => at.desk.hasSeen(id, 'confirm')));
    const stopped = stop();
    held.open();
    await stopped;
    const stopAgain = await openWorker(taskQueue);
    await expect(Promise.all(handles.map((handle) => handle.result()))).resolves.toHaveLength(ids.length);
    await stopAgain();
    expect(await replayed(ids)).toEqual([]);
  });

  it('replays when undos that don’t fit one message were tried meanwhile', { timeout: 90_000 }, async () => {
    const ids = Array.from({ length: 8 }, () => at.newId());
    const taskQueue = `asked-${at.newId()}`;
    const held = gate();
    for (const id of ids) {
      at.desk.script(id, 'reserve', waitsFor(held.opened, refuses('SOLD_OUT')));
      at.desk.script(id, 'close', afterAWhile(Math.random() * 15, fails()), afterAWhile(100, fails()), applies());
    }
    const stop = await openWorker(taskQueue);
    const handles = await start(heavyUndoSaga.name, taskQueue, ids);
    await Promise.all(ids.map((id) => at.desk.hasSeen(id, 'reserve')));
    const stopped = stop();
    held.open();
    await stopped;
    await ask(handles);
    const stopAgain = await openWorker(taskQueue);
    await Promise.all(handles.map((handle) => expect(handle.result()).rejects.toThrow()));
    await stopAgain();
    expect(await replayed(ids)).toEqual([]);
  });
});
