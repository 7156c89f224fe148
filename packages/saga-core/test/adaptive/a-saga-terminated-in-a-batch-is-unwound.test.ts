import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Client, Connection } from '@temporalio/client';
import { type OrphanedSaga, SagaClient, type SagaHandle } from 'saga-core/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Bank } from './bank.ts';
import { ledgerTripSaga } from './ledger-trip.ts';
import { startAdaptiveWorker } from './start-adaptive-worker.ts';
import { truthOf } from './truth-of-ledger.ts';

const all = (['open', 'reserve', 'charge', 'confirm', 'ticket'] as const).flatMap((activity) =>
  (['before', 'after'] as const).flatMap((when) =>
    (['killed', 'paused'] as const).map((fate) => ({ activity, when, fate })),
  ),
);
// All of them take a minute: `npm test -- --all adaptive`. A run of all tests has those that tell most.
const telling = ['charge after killed', 'confirm before paused', 'confirm after killed'];
const points =
  process.env.SAGA_TESTS === 'all'
    ? all
    : all.filter(({ activity, when, fate }) => telling.includes(`${activity} ${when} ${fate}`));
/** What had happened by then decides how it has to end. */
const endings = { open: false, reserve: false, charge: false, confirm: true, ticket: true } as const;

// Nothing of the batch is in the history: its workflow task never ended. So all of it may have been sent, and the pivot is asked first.
describe('a saga that is terminated inside a batch', () => {
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

  async function orphanOf(sagas: SagaClient, id: string): Promise<OrphanedSaga | undefined> {
    for await (const orphan of sagas.findOrphans({ saga: ledgerTripSaga }))
      if (orphan.id === id && !('unreadable' in orphan)) return orphan;
    return undefined;
  }

  const endingOf = (unwinding: SagaHandle<string>) =>
    unwinding.result().then(
      () => 'completed',
      (error: { code?: string }) => (error.code === 'SAGA_COMPENSATED' ? 'compensated' : error),
    );

  it.each(points)('is found, and unwound or completed: worker $fate at $activity, $when its effect', async (point) => {
    const taskQueue = `terminated-${randomUUID()}`;
    const sagas = new SagaClient({ client: temporal, taskQueue, within: 30_000 });
    const first = await startAdaptiveWorker(bank, taskQueue);
    const id = `trip-${randomUUID()}`;
    const held = bank.hold(id, point);
    await sagas.start(ledgerTripSaga, { id, input: { tripId: id } });
    await held.reached;
    const gone = once(first, 'exit');
    first.kill(point.fate === 'killed' ? 'SIGKILL' : 'SIGSTOP');
    if (point.fate === 'killed') await gone;
    await temporal.workflow.getHandle(id).terminate('by mistake');

    await expect
      .poll(() => orphanOf(sagas, id))
      .toMatchObject({
        closedAs: 'terminated',
        undos: ['charge', 'reserve', 'open'],
        irreversible: false,
        pivotInDoubt: 'confirm',
      });
    await startAdaptiveWorker(bank, taskQueue);
    const unwinding = await sagas.unwind(ledgerTripSaga, id);
    // A paused worker wakes, and goes on with its batch while the saga is unwound. What was held arrives when all is over.
    if (point.fate === 'paused') first.kill('SIGCONT');
    const ending = await endingOf(unwinding);
    held.release();
    if (point.fate === 'paused') {
      first.kill('SIGTERM');
      await gone;
    }
    expect(truthOf(await bank.effectsOf(id))).toEqual({ doubled: [], ending });
    const isPassed = endings[point.activity] && (point.activity !== 'confirm' || point.when === 'after');
    expect(ending).toBe(isPassed ? 'completed' : 'compensated');
    expect(await orphanOf(sagas, id)).toBeUndefined();
  });
});
