import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { participantActivities } from 'saga-core/activity';
import { SagaClient } from 'saga-core/client';
import { describe, expect, inject, it } from 'vitest';
import { bookingSaga } from '../support/booking-sagas.ts';
import { applies, Desk, refuses, waitsFor } from '../support/desk.ts';
import { gate } from '../support/gate.ts';
import { caches, openDesk } from '../support/open-desk.ts';

describe.each(caches)('the search attribute SagaStatus (worker %o)', (cache) => {
  const at = openDesk(cache);
  const statusOf = async (id: string) =>
    (await at.temporal.workflow.getHandle(id).describe()).typedSearchAttributes
      .getAll()
      .find(({ key }) => key.name === 'SagaStatus')?.value;

  it('tells that a saga unwinds and that it waits for a person, never in the task that sends an undo', async () => {
    const id = at.newId();
    at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
    at.desk.script(id, 'release', refuses('LOCKED'), applies());
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await expect.poll(() => statusOf(id)).toBe('needsAttention');
    await trip.resolve({ step: 'reserveRoom', action: 'retry', actor: 'ops', reason: 'unlocked' });
    await expect(trip.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    const { events } = await at.temporal.workflow.getHandle(id).fetchHistory();
    const upserts = events?.flatMap(({ upsertWorkflowSearchAttributesEventAttributes: upsert }) =>
      upsert ? [String(upsert.workflowTaskCompletedEventId)] : [],
    );
    const sent = events?.flatMap(({ activityTaskScheduledEventAttributes: call }) =>
      call ? [String(call.workflowTaskCompletedEventId)] : [],
    );
    expect(upserts?.length).toBeGreaterThan(0);
    for (const task of upserts ?? []) expect(sent).not.toContain(task);
  });

  it.each([
    { when: 'nothing goes wrong', charge: applies({ paymentId: 'pay-1' }), events: 0 },
    { when: 'a saga has unwound at once', charge: refuses('CARD_DECLINED'), events: 1 },
  ])('is not written while $when', async ({ charge, events: mostEvents }) => {
    const id = at.newId();
    at.desk.script(id, 'charge', charge);
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await trip.result().catch(() => undefined);
    expect(await statusOf(id)).toBeUndefined();
    const { events } = await at.temporal.workflow.getHandle(id).fetchHistory();
    const timers = events?.filter(({ timerStartedEventAttributes }) => timerStartedEventAttributes);
    expect(timers?.length).toBeLessThanOrEqual(mostEvents);
  });
});

describe('a namespace that does not know the search attribute SagaStatus', () => {
  it('lets a saga unwind without it, and one that was promised it has sent its undo when it stands still', async () => {
    const address = inject('localStack').temporalAddress;
    const [connection, native] = await Promise.all([
      Connection.connect({ address }),
      NativeConnection.connect({ address }),
    ]);
    const namespace = `without-${randomUUID()}`;
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    const desk = new Desk();
    // A new namespace is known everywhere only after a while.
    const worker = await until(() =>
      Worker.create({
        connection: native,
        namespace,
        taskQueue: namespace,
        workflowBundle: { codePath: inject('workflowBundlePath') },
        activities: participantActivities('desk', desk.activities()),
      }),
    );
    const running = worker.run();
    const client = new Client({ connection, namespace });
    const sagas = new SagaClient({ client, taskQueue: namespace, within: 30_000 });
    const [plain, promised] = [`plain-${randomUUID()}`, `promised-${randomUUID()}`];
    for (const id of [plain, promised]) desk.script(id, 'charge', refuses('CARD_DECLINED'));
    await expect(
      until(() => sagas.start(bookingSaga, { id: plain, input: { tripId: plain } })).then((trip) => trip.result()),
    ).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });

    const believing = new SagaClient({ client, taskQueue: namespace, within: 30_000, statusAttribute: true });
    const { opened, open } = gate();
    desk.script(promised, 'release', waitsFor(opened, applies()));
    const trip = await believing.start(bookingSaga, { id: promised, input: { tripId: promised } });
    // An undo that takes its time: a saga that has unwound at once says nothing of it.
    await desk.hasSeen(promised, 'release');
    await expect
      .poll(async () => {
        const { events } = await client.workflow.getHandle(promised).fetchHistory();
        return events?.map(({ workflowTaskFailedEventAttributes: failed }) => failed?.failure?.message).join();
      })
      .toMatch(/SagaStatus/);
    expect(desk.names(promised)).not.toContain('close');
    open();
    // The command that the mistake asks for mends it, and the saga goes on by itself.
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: { SagaStatus: 2 } });
    await expect(trip.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    expect(desk.names(promised).filter((name) => name === 'close')).toEqual(['close']);
    worker.shutdown();
    await running;
    await Promise.all([connection.close(), native.close()]);
  }, 120_000);
});

async function until<Value>(attempt: () => Promise<Value>): Promise<Value> {
  let value: { readonly done: Value } | undefined;
  await expect
    .poll(async () => {
      value = await attempt().then(
        (done) => ({ done }),
        () => undefined,
      );
      return value !== undefined;
    })
    .toBe(true);
  if (value === undefined) throw new Error('It never came about.');
  return value.done;
}
