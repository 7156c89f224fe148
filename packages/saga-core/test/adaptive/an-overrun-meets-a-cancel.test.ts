import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { SagaClient } from 'saga-core/client';
import { createSagaWorker } from 'saga-core/worker';
import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import { Desk } from '../support/desk.ts';
import { settings } from '../support/open-desk.ts';
import { testActivities } from '../support/test-activities.ts';
import { Bank, type HoldPoint } from './bank.ts';
import { bankOverHttp } from './bank-over-http.ts';
import { ledgerTripSaga } from './ledger-trip.ts';
import { endingOf } from './trip-ending.ts';
import { truthOf } from './truth-of-ledger.ts';

const activities = ['open', 'reserve', 'charge', 'confirm', 'ticket', 'release', 'close'];
const undos = ['release', 'close'];
interface How {
  readonly when: HoldPoint['when'];
  readonly by: 'update' | 'Temporal';
}
const cases = (['before', 'after'] as const).flatMap((when) =>
  (['update', 'Temporal'] as const).map((by): How => ({ when, by })),
);
interface Trip extends How {
  readonly id: string;
  readonly ending: string;
  readonly answer: { readonly accepted: boolean } | undefined;
}

// A local try that takes longer than a batch may goes on as a normal activity. What it sent is still under way, the cancel is
// heard only with the end of the task, and by then the same call is sent again.
describe.each(settings.filter(({ execution }) => execution === 'adaptive'))(
  'a local try that takes too long, while the saga is cancelled (cache: $cache)',
  ({ cache, worker: options }) => {
    const taskQueue = `overrun-${randomUUID()}`;
    let bank: Bank;
    let temporal: Client;
    let sagas: SagaClient;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const address = inject('localStack').temporalAddress;
      bank = await Bank.open();
      const [connection, native] = await Promise.all([
        Connection.connect({ address }),
        NativeConnection.connect({ address }),
      ]);
      temporal = new Client({ connection });
      sagas = new SagaClient({ client: temporal, taskQueue, within: 30_000 });
      const worker = await createSagaWorker({
        connection: native,
        taskQueue,
        workflowBundle: { codePath: inject('workflowBundlePath') },
        activities: testActivities(new Desk().activities(), bankOverHttp(bank.url)),
        ...options,
      });
      const running = worker.run();
      close = async () => {
        worker.shutdown();
        await running;
        await Promise.all([connection.close(), native.close(), bank.close()]);
      };
    });
    afterAll(() => close());

    // A worker without a cache starves all workflow tasks but one while local tries go on, until they time out.
    const isForgetful = cache === 0;
    const tests = isForgetful ? it.for(['charge', 'confirm']) : it.concurrent.for(activities);
    tests('%s is sent again under its key, and the ledger is right', async (activity, { expect }) => {
      const trips: Promise<Trip>[] = [];
      for (const how of cases) {
        const trip = cancelled(activity, how);
        trips.push(trip);
        if (isForgetful) await trip;
      }
      for (const { id, ending, answer, ...how } of await Promise.all(trips)) {
        expect({ ...how, ...truthOf(await bank.effectsOf(id)) }).toEqual({ ...how, doubled: [], ending });
        if (answer !== undefined) expect(answer.accepted).toBe(ending === 'compensated');
      }
    });

    /** Cancels a saga while a call of it is held, and lets that go only when all is over. */
    async function cancelled(activity: string, { when, by }: How): Promise<Trip> {
      const id = `trip-${randomUUID()}`;
      const held = bank.hold(id, { activity, when });
      if (undos.includes(activity)) bank.decline(id);
      const trip = await sagas.start(ledgerTripSaga, { id, input: { tripId: id } });
      await held.reached;
      const workflow = temporal.workflow.getHandle(id);
      const answer = by === 'update' ? trip.cancel() : workflow.cancel().then(() => undefined);
      const ending = await endingOf(workflow);
      held.release();
      return { when, by, id, ending, answer: await answer };
    }
  },
);
