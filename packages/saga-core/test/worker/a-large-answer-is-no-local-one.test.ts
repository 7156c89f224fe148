import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { SagaClient } from 'saga-core/client';
import { createSagaWorker } from 'saga-core/worker';
import { describe, expect, inject, it } from 'vitest';
import { adaptiveTripSaga } from '../client/adaptive-trip.ts';
import { applies, type Behaviour, Desk, fails } from '../support/desk.ts';
import { testActivities } from '../support/test-activities.ts';
import { openConnection } from './open-connection.ts';

// A local try's answer leaves in a marker with its workflow task. The server terminates a workflow whose marker has more than
// 2 MiB, and takes no task of more than 4 MiB; a saga would be broken off, or try one task for ever.
describe('the large answer of a call that is tried locally', () => {
  const opened = openConnection();
  const large = (bytes: number, result: object) => applies({ ...result, text: 'x'.repeat(bytes) });

  async function trip(scripts: Parameters<Desk['script']>[1] extends infer Name ? [Name, ...Behaviour[]][] : never) {
    const desk = new Desk();
    const taskQueue = `large-${randomUUID()}`;
    const worker = await createSagaWorker({
      connection: opened.connection,
      taskQueue,
      workflowBundle: { codePath: inject('workflowBundlePath') },
      activities: testActivities(desk.activities()),
    });
    const sagas = new SagaClient({ client: new Client({ connection: opened.connection }), taskQueue, within: 30_000 });
    const id = `trip-${randomUUID()}`;
    for (const [activity, ...behaviours] of scripts) desk.script(id, activity as 'open', ...behaviours);
    const ending = await worker.runUntil(async () => {
      const saga = await sagas.start(adaptiveTripSaga, { id, input: { tripId: id } });
      return await saga.result().then(
        () => 'completed',
        (error: { readonly code: string }) => error.code,
      );
    });
    return { ending, names: desk.names(id) };
  }

  it('is asked for again as a normal activity’s, however many there are', async () => {
    const all = [
      ['open', large(1_500_000, {})],
      ['reserve', large(1_500_000, { room: '12' })],
      ['charge', large(1_500_000, { paymentId: 'pay-1' })],
    ] as const;
    const { ending, names } = await trip(all.map(([name, behaviour]) => [name, behaviour]));
    expect(ending).toBe('completed');
    expect(names.slice(0, 6)).toEqual(['open', 'open', 'reserve', 'reserve', 'charge', 'charge']);
  });

  it('leaves the call in doubt where no activity may have it, and the saga is undone', async () => {
    const { ending, names } = await trip([
      ['reserve', large(2_500_000, {})],
      ['recall', applies({ fence: 'never' })],
    ]);
    expect(ending).toBe('SAGA_COMPENSATED');
    expect(names.slice(-2)).toEqual(['release', 'close']);
  });

  it('costs the saga nothing as a failure', async () => {
    const { ending } = await trip([['reserve', fails('y'.repeat(3_000_000)), applies({ room: '12' })]]);
    expect(ending).toBe('completed');
  });
});
