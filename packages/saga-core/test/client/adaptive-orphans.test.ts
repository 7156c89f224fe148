import type { OrphanedSaga } from 'saga-core/client';
import { describe, expect, it } from 'vitest';
import { applies, fails, refuses, waitsFor } from '../support/desk.ts';
import { gate } from '../support/gate.ts';
import { caches, openDesk } from '../support/open-desk.ts';
import { adaptiveTripSaga } from './adaptive-trip.ts';

const decider = { actor: 'operator-1', reason: 'the hotel’s page says so' };

// That nothing of an unfinished batch is lost: test/adaptive. Here the history has some of it.
describe.each(caches)('a saga that tried its calls locally and was broken off (worker %o)', (cache) => {
  const at = openDesk(cache);
  type Activity = Parameters<typeof at.desk.script>[1];

  async function started(id = at.newId()) {
    return await at.sagas.start(adaptiveTripSaga, { id, input: { tripId: id } });
  }

  async function orphanOf(id: string): Promise<OrphanedSaga | undefined> {
    for await (const orphan of at.sagas.findOrphans({ saga: adaptiveTripSaga }))
      if (orphan.id === id && !('unreadable' in orphan)) return orphan;
    return undefined;
  }

  /** Terminates it while a normal activity is held: all before it is in the history, as local calls. */
  async function terminatedAt(activity: Activity, id = at.newId()) {
    const { opened, open } = gate();
    at.desk.script(id, activity, fails('line busy'), waitsFor(opened), applies());
    await started(id);
    await expect.poll(() => at.desk.names(id).filter((name) => name === activity).length).toBe(2);
    await at.temporal.workflow.getHandle(id).terminate('by mistake');
    open();
    return id;
  }

  async function unwound(id: string) {
    const before = at.desk.seen(id).length;
    const unwinding = await at.sagas.unwind(adaptiveTripSaga, id);
    await expect(unwinding.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    return at.desk.seen(id).slice(before);
  }

  it('is undone with the results of its local calls, after its pivot was fenced', async () => {
    const id = await terminatedAt('charge');
    at.desk.script(id, 'recall', applies({ fence: 'never' }));
    await expect
      .poll(() => orphanOf(id))
      .toMatchObject({
        undos: ['chargeCard', 'reserveRoom', 'openTrip'],
        irreversible: false,
        pivotInDoubt: 'confirmTrip',
      });
    const calls = await unwound(id);
    expect(calls.map(({ call }) => call.key)).toEqual([
      `${id}/confirmTrip/run`,
      `${id}/chargeCard/compensate`,
      `${id}/reserveRoom/compensate`,
      `${id}/openTrip/compensate`,
    ]);
    expect(calls.slice(1).map(({ argument }) => argument)).toMatchObject([
      { chargeKey: `${id}/chargeCard/run` },
      { outcome: { kind: 'applied', result: { room: '12' } } },
      { cause: { kind: 'cancelled', code: 'TERMINATED', detail: 'by mistake' } },
    ]);
    expect(await orphanOf(id)).toBeUndefined();
  });

  it('goes forward when its pivot has happened, and repeats under its keys what is not known', async () => {
    const id = await terminatedAt('charge');
    at.desk.script(id, 'recall', applies({ fence: 'applied', result: null }));
    const before = at.desk.seen(id).length;
    const going = await at.sagas.unwind(adaptiveTripSaga, id);
    await expect(going.result()).resolves.toEqual({ paymentId: 'pay-1', ticket: 'T1' });
    expect(
      at.desk
        .seen(id)
        .slice(before)
        .map(({ call }) => call.key),
    ).toEqual(['confirmTrip', 'chargeCard', 'confirmTrip', 'sendTicket'].map((step) => `${id}/${step}/run`));
    expect(await orphanOf(id)).toBeUndefined();
  });

  it('is left as it is once its pivot was sent as a normal activity, or is known to have happened', async () => {
    const sent = await terminatedAt('confirm');
    const happened = await terminatedAt('ticket');
    for (const id of [sent, happened]) {
      const refused = at.sagas.unwind(adaptiveTripSaga, id);
      await expect(refused).rejects.toMatchObject({ code: 'SAGA_IRREVERSIBLE', pivot: 'confirmTrip' });
      await expect.poll(() => orphanOf(id)).toMatchObject({ irreversible: true });
    }
  });

  it('goes on being undone for the refusal that its history tells of', async () => {
    const id = at.newId();
    const { opened, open } = gate();
    at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
    at.desk.script(id, 'release', fails('line busy'), waitsFor(opened), applies());
    at.desk.script(id, 'recall', applies({ fence: 'never' }));
    await started(id);
    await expect.poll(() => at.desk.names(id).filter((name) => name === 'release').length).toBe(2);
    await at.temporal.workflow.getHandle(id).terminate('by mistake');
    open();
    const calls = await unwound(id);
    expect(calls.map(({ activity }) => activity).filter((activity) => activity !== 'recall')).toEqual([
      'release',
      'close',
    ]);
    expect(calls.at(-1)?.argument).toMatchObject({ cause: { kind: 'refused', step: 'chargeCard' } });
  });

  it('waits for a person when its pivot can’t be asked, and takes the person’s word for it', async () => {
    const id = await terminatedAt('charge');
    at.desk.script(id, 'recall', fails('gone away'));
    const unwinding = await at.sagas.unwind(adaptiveTripSaga, id);
    const parked = () => unwinding.status().then(({ steps }) => steps[3]?.parked);
    await expect.poll(parked).toMatchObject({ operation: 'fence' });
    expect(at.desk.names(id)).not.toContain('refund');
    await unwinding.resolve({ ...decider, step: 'confirmTrip', action: 'resolvedElsewhere', outcome: 'refused' });
    await expect(unwinding.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    expect(at.desk.order(id).slice(-3)).toEqual(['refund', 'release', 'close']);
  });

  it('is not asked again about its pivot when its unwinding was broken off after the answer', async () => {
    const id = await terminatedAt('charge');
    const { opened, open } = gate();
    at.desk.script(id, 'recall', applies({ fence: 'never' }));
    at.desk.script(id, 'release', fails('line busy'), waitsFor(opened), applies());
    const unwinding = await at.sagas.unwind(adaptiveTripSaga, id);
    await expect.poll(() => at.desk.names(id).filter((name) => name === 'release').length).toBe(2);
    await at.temporal.workflow.getHandle(unwinding.id).terminate('by mistake');
    open();
    expect((await unwound(id)).map(({ activity }) => activity)).toEqual(['release', 'close']);
  });
});
