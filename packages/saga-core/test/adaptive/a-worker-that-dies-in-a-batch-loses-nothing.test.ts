import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { fingerprint } from '../../src/definition/fingerprint.ts';
import { Bank, type HoldPoint } from './bank.ts';
import { ledgerTripSaga } from './ledger-trip.ts';
import { startAdaptiveWorker } from './start-adaptive-worker.ts';
import { endingOf } from './trip-ending.ts';
import { truthOf } from './truth-of-ledger.ts';

/** What happens while no worker is there, or the one there is does not answer. */
const meanwhile = ['nothing', 'cancel by update', 'cancel by Temporal', 'reserve unreachable'] as const;

const forward: HoldPoint[] = ['open', 'reserve', 'charge', 'confirm', 'ticket'].flatMap((activity) => [
  { activity, when: 'before' as const },
  { activity, when: 'after' as const },
]);
const backward: HoldPoint[] = ['release', 'close'].flatMap((activity) => [
  { activity, when: 'before' as const },
  { activity, when: 'after' as const },
]);
const all = [
  ...forward.map((point) => ({ ...point, declined: false })),
  ...backward.map((point) => ({ ...point, declined: true })),
].flatMap((point) => [
  { ...point, fate: 'killed' as const },
  { ...point, fate: 'paused' as const },
]);
// All of them take some minutes: `npm test -- --all adaptive`. A run of all tests has those that tell most.
const telling = ['confirm after killed', 'confirm before paused', 'release after killed'];
const points =
  process.env.SAGA_TESTS === 'all'
    ? all
    : all.filter(({ activity, when, fate }) => telling.includes(`${activity} ${when} ${fate}`));

describe('a worker that dies, or only seems dead, inside a batch', () => {
  let bank: Bank;
  let connection: Connection;
  let temporal: Client;
  beforeAll(async () => {
    bank = await Bank.open();
    connection = await Connection.connect({ address: inject('localStack').temporalAddress });
    temporal = new Client({ connection });
  });
  afterAll(async () => {
    await connection.close();
    await bank.close();
  });

  async function startTrip(taskQueue: string): Promise<WorkflowHandle> {
    const id = `trip-${randomUUID()}`;
    return await temporal.workflow.start(ledgerTripSaga.name, {
      workflowId: id,
      taskQueue,
      args: [{ tripId: id }],
      // So that Temporal soon sees that a worker is gone.
      workflowTaskTimeout: '2s',
      memo: { sagaFingerprint: fingerprint(ledgerTripSaga) },
    });
  }

  it.each(points)(
    '$fate at $activity, $when its effect (declined: $declined)',
    async (point) => {
      const taskQueue = `batch-${randomUUID()}`;
      const first = await startAdaptiveWorker(bank, taskQueue, 'default');
      const trips = await Promise.all(
        meanwhile.map(async (deed) => ({ deed, handle: await hold(await startTrip(taskQueue)) })),
      );
      await Promise.all(trips.map(({ handle }) => handle.reached));

      const gone = once(first, 'exit');
      first.kill(point.fate === 'killed' ? 'SIGKILL' : 'SIGSTOP');
      if (point.fate === 'killed') await gone;
      const answers = new Map<string, Promise<{ accepted: boolean } | undefined>>();
      for (const { deed, handle } of trips) {
        if (deed === 'cancel by Temporal') await handle.trip.cancel();
        if (deed === 'reserve unreachable') bank.loseTouch(handle.trip.workflowId, 3);
        if (deed !== 'cancel by update') continue;
        // While no worker is there nobody answers it. It may yet take effect, or be lost; what it answers must be true.
        const asked = handle.trip.executeUpdate<{ accepted: boolean }, []>('cancel').catch(() => undefined);
        answers.set(handle.trip.workflowId, asked);
      }
      await startAdaptiveWorker(bank, taskQueue, point.activity === 'confirm' ? 'none' : 'default');
      const endings = await Promise.all(trips.map(({ handle }) => endingOf(handle.trip)));

      // What was held arrives when all is over; a paused worker wakes, and goes on with its batch.
      for (const { handle } of trips) handle.release();
      if (point.fate === 'paused') {
        first.kill('SIGCONT');
        first.kill('SIGTERM');
        await gone;
      }
      for (const [index, { handle, deed }] of trips.entries()) {
        const { workflowId } = handle.trip;
        const effects = await bank.effectsOf(workflowId);
        expect({ deed, ...truthOf(effects) }).toEqual({ deed, doubled: [], ending: endings[index] });
        const answer = await answers.get(workflowId);
        if (answer !== undefined) expect(answer.accepted).toBe(endings[index] === 'compensated');
        expect((await temporal.workflow.getHandle(workflowId).describe()).status.name).not.toBe('RUNNING');
      }

      async function hold(trip: WorkflowHandle) {
        if (point.declined) bank.decline(trip.workflowId);
        return { trip, ...bank.hold(trip.workflowId, point) };
      }
    },
    120_000,
  );
});
