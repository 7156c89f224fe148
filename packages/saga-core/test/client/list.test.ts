import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { type ListedSaga, type ListedStatus, type ListOptions, SagaClient } from 'saga-core/client';
import { describe, expect, it } from 'vitest';
import { bookingSaga, parallelBookingSaga } from '../support/booking-sagas.ts';
import { refuses, waitsFor } from '../support/desk.ts';
import { parentSaga } from '../support/flow-sagas.ts';
import { gate } from '../support/gate.ts';
import { openDesk } from '../support/open-desk.ts';

describe('listing sagas', () => {
  const at = openDesk();
  const since = new Date();

  async function listed(options: ListOptions, sagas = at.sagas): Promise<readonly ListedSaga[]> {
    const found: ListedSaga[] = [];
    for await (const saga of sagas.list({ startedSince: since, ...options })) found.push(saga);
    return found;
  }

  /** Visibility shows a change after a while. */
  const listedAs = (id: string, status: ListedStatus) =>
    expect
      .poll(async () => (await listed({ saga: bookingSaga, status })).filter((saga) => saga.id === id), {
        timeout: 20_000,
      })
      .toMatchObject([{ id, saga: 'booking', status }]);

  const others = (status: ListedStatus) =>
    (['running', 'compensating', 'needsAttention', 'completed', 'compensated', 'terminated', 'failed'] as const).filter(
      (other) => other !== status,
    );

  async function listedOnlyAs(id: string, status: ListedStatus): Promise<void> {
    await listedAs(id, status);
    for (const other of others(status))
      expect((await listed({ saga: 'booking', status: other })).map((saga) => saga.id)).not.toContain(id);
  }

  it('finds one that runs', async () => {
    const id = at.newId();
    const { opened, open } = gate();
    at.desk.script(id, 'open', waitsFor(opened));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await listedOnlyAs(id, 'running');
    open();
    await trip.result();
    await listedOnlyAs(id, 'completed');
    expect((await listed({ status: 'completed' })).find((saga) => saga.id === id)?.closedAt).toBeDefined();
  });

  it('finds one that is being undone, and one that needs a person, by its search attribute', async () => {
    const id = at.newId();
    const { opened, open } = gate();
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    at.desk.script(id, 'refund', waitsFor(opened, refuses('ACCOUNT_CLOSED')));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(id, 'refund');
    await listedOnlyAs(id, 'compensating');
    open();
    await listedOnlyAs(id, 'needsAttention');
    await trip.resolve({
      actor: 'operator-1',
      reason: 'done by hand',
      step: 'chargeCard',
      action: 'resolvedElsewhere',
    });
    await expect(trip.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    await listedOnlyAs(id, 'compensated');
  });

  it('takes one that was undone for a cancel for the same as one that was undone for a refusal', async () => {
    const id = at.newId();
    const { opened, open } = gate();
    at.desk.script(id, 'reserve', waitsFor(opened));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(id, 'reserve');
    await trip.cancel();
    open();
    await trip.result().catch(() => undefined);
    await listedOnlyAs(id, 'compensated');
  });

  it('tells a saga that was broken off from the workflow that unwinds it', async () => {
    const id = at.newId();
    const { opened, open } = gate();
    at.desk.script(id, 'reserve', waitsFor(opened));
    await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(id, 'reserve');
    await at.temporal.workflow.getHandle(id).terminate();
    open();
    await listedOnlyAs(id, 'terminated');
    const unwinding = await at.sagas.unwind(bookingSaga, id);
    await unwinding.result().catch(() => undefined);
    await listedAs(unwinding.id, 'compensated');
    const found = await listed({ saga: bookingSaga });
    expect(found.find((saga) => saga.id === unwinding.id)?.unwinds).toBe(id);
    expect(found.find((saga) => saga.id === id)?.unwinds).toBeUndefined();
  });

  it('tells a child saga from one of its own', async () => {
    const id = at.newId();
    await at.sagas.execute(parentSaga, { id, input: { tripId: id } });
    await expect
      .poll(async () => (await listed({ saga: 'room' })).find((saga) => saga.id === `${id}/bookRoom`))
      .toMatchObject({ parent: id, status: 'completed' });
  });

  it('lists the sagas of all definitions, and no workflow that is none', async () => {
    const [trip, parallel, stranger] = [at.newId(), at.newId(), at.newId()];
    await at.sagas.execute(bookingSaga, { id: trip, input: { tripId: trip } });
    await at.sagas.execute(parallelBookingSaga, { id: parallel, input: { tripId: parallel } });
    await at.temporal.workflow.start('nothingOfOurs', { workflowId: stranger, taskQueue: randomUUID() });
    const idsOf = async (options: ListOptions) => (await listed(options)).map(({ id }) => id);
    await expect.poll(() => idsOf({})).toEqual(expect.arrayContaining([trip, parallel]));
    await expect.poll(() => idsOf({ saga: 'nothingOfOurs' })).toEqual([stranger]);
    expect(await idsOf({})).not.toContain(stranger);
    expect(await idsOf({ saga: parallelBookingSaga })).not.toContain(trip);
  });

  it('can’t be made to ask for something else by a name', async () => {
    for (const name of ["booking' OR WorkflowType != '", 'booking" OR "', "\\' OR 1=1 --", "o'clock", ''])
      await expect(listed({ saga: name })).rejects.toThrow(RangeError);
  });

  it('says which statuses there are when it is asked for another', async () => {
    for (const status of ['parked', 'toString'])
      await expect(listed({ status: status as never })).rejects.toThrow(
        /"(parked|toString)": give running, .* or failed/,
      );
  });

  it('says how to register the search attribute where a namespace does not know it', async () => {
    const namespace = `bare-${randomUUID()}`;
    await at.temporal.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    const client = new Client({ connection: at.temporal.connection, namespace });
    const sagas = new SagaClient({ client, taskQueue: 'none' });
    await expect(listed({ status: 'needsAttention' }, sagas)).rejects.toMatchObject({
      code: 'STATUS_ATTRIBUTE_MISSING',
      message: expect.stringContaining(`search-attribute create --namespace ${namespace} --name SagaStatus`),
    });
    await expect(listed({ status: 'compensating' }, sagas)).rejects.toMatchObject({ code: 'STATUS_ATTRIBUTE_MISSING' });
    await expect
      .poll(() => listed({ status: 'running' }, sagas).catch(() => undefined), { timeout: 30_000 })
      .toEqual([]);
  });
});
