import type { AnySaga } from 'saga-core';
import { type OrphanedSaga, SagaClient } from 'saga-core/client';
import { describe, expect, it } from 'vitest';
import { bookingSaga, parkingBookingSaga } from '../support/booking-sagas.ts';
import { applies, type Behaviour, fails, refuses, waitsFor } from '../support/desk.ts';
import {
  approvedSaga,
  delegatingSaga,
  paidRoomSaga,
  parentSaga,
  probedSaga,
  roomSaga,
  tourSaga,
} from '../support/flow-sagas.ts';
import { gate } from '../support/gate.ts';
import { caches, openDesk } from '../support/open-desk.ts';

const decider = { actor: 'operator-1', reason: 'the bank’s page says so' };

describe.each(caches)('a saga that was broken off is found and unwound (worker %o)', (cache) => {
  const at = openDesk(cache);
  type Activity = Parameters<typeof at.desk.script>[1];

  /** Starts a saga and terminates it while a call of `activity` is held, so that its outcome never reaches the saga. */
  async function terminatedAt(activity: Activity, then: Behaviour = applies()) {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, activity, waitsFor(held.opened, then), applies());
    await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(id, activity);
    await terminate(id);
    held.open();
    return id;
  }

  async function terminate(id: string): Promise<void> {
    await at.temporal.workflow.getHandle(id).terminate('by mistake');
  }

  // Each once: a try whose answer comes late is followed by another, with the same key.
  const keysSince = (id: string, before: number) => [
    ...new Set(
      at.desk
        .seen(id)
        .slice(before)
        .map(({ call }) => call.key),
    ),
  ];
  const undosOf = (child: string) => [
    ...new Set(at.desk.names(child).filter((name) => name === 'refund' || name === 'release')),
  ];

  async function unwound(saga: Parameters<SagaClient['unwind']>[0], id: string) {
    const before = at.desk.seen(id).length;
    const handle = await at.sagas.unwind(saga, id);
    await expect(handle.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    return keysSince(id, before);
  }

  it('undoes what was applied and what is in doubt, in reverse order, under the saga’s own keys', async () => {
    const id = await terminatedAt('charge');
    expect(await unwound(bookingSaga, id)).toEqual([
      `${id}/chargeCard/compensate`,
      `${id}/reserveRoom/compensate`,
      `${id}/openTrip/compensate`,
    ]);
    const undos = at.desk.seen(id).slice(-3);
    // Of the charge nothing is known; of the room its result is, from the history.
    expect(undos[0]?.argument).toEqual({ chargeKey: `${id}/chargeCard/run` });
    expect(undos[1]?.argument).toMatchObject({ tripId: id, results: { reserveRoom: { room: '12' } } });
    expect(undos[2]?.argument).toMatchObject({
      cause: { kind: 'cancelled', code: 'TERMINATED', detail: 'by mistake' },
    });
  });

  it('undoes nothing that was never sent, and nothing that was refused', async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
    at.desk.script(id, 'release', waitsFor(held.opened), applies());
    await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(id, 'release');
    await terminate(id);
    held.open();
    expect(await unwound(bookingSaga, id)).toEqual([`${id}/reserveRoom/compensate`, `${id}/openTrip/compensate`]);
    expect(at.desk.names(id)).not.toContain('refund');
    // It was being unwound already, so the first cause stays.
    expect(at.desk.seen(id).at(-1)?.argument).toMatchObject({ cause: { kind: 'refused', step: 'chargeCard' } });
  });

  it('goes on where an unwinding stopped: what is undone stays so, an undo in flight is sent again with its key', async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    at.desk.script(id, 'release', waitsFor(held.opened), applies());
    await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(id, 'release');
    await terminate(id);
    held.open();
    expect(await unwound(bookingSaga, id)).toEqual([`${id}/reserveRoom/compensate`, `${id}/openTrip/compensate`]);
    expect(at.desk.names(id).filter((name) => name === 'refund')).toHaveLength(1);
  });

  it('refuses to unwind a saga whose pivot was sent, and starts nothing', async () => {
    const id = await terminatedAt('confirm');
    await expect(at.sagas.unwind(bookingSaga, id)).rejects.toMatchObject({
      code: 'SAGA_IRREVERSIBLE',
      pivot: 'confirmTrip',
    });
    await expect(at.temporal.workflow.getHandle(`${id}/unwind`).describe()).rejects.toThrow();
    expect(at.desk.names(id).at(-1)).toBe('confirm');
  });

  it('never repeats a key that an operator’s argument has had', async () => {
    const id = at.newId();
    const isPatched = (key: string) => key.endsWith('~1');
    at.desk.script(id, 'charge', (call) => (isPatched(call.key) ? refuses('NO_SUCH_CARD') : fails('who knows'))(call));
    at.desk.script(id, 'refund', refuses('NO_SUCH_CHARGE'), refuses('TRY_LATER'), applies());
    const trip = await at.sagas.start(parkingBookingSaga, { id, input: { tripId: id } });
    const parked = () => trip.status().then(({ steps }) => steps[3]?.parked);
    await expect.poll(parked).toMatchObject({ operation: 'run' });
    await trip.resolve({ ...decider, step: 'chargeCard', action: 'retry', argument: { card: 'B' } });
    await expect.poll(parked).toMatchObject({ operation: 'compensate', code: 'NO_SUCH_CHARGE' });
    await trip.resolve({ ...decider, step: 'chargeCard', action: 'retry', argument: { iban: 'X' } });
    await expect.poll(parked).toMatchObject({ operation: 'compensate', code: 'TRY_LATER' });
    await terminate(id);
    const [refund] = await unwound(parkingBookingSaga, id);
    expect(refund).toBe(`${id}/chargeCard/compensate~1`);
    expect(
      at.desk
        .seen(id)
        .filter(({ activity }) => activity === 'refund')
        .at(-1)?.argument,
    ).toEqual({ iban: 'X' });
  });

  it('takes an operator’s word for what was settled outside', async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    at.desk.script(id, 'refund', refuses('ACCOUNT_CLOSED'));
    at.desk.script(id, 'close', waitsFor(held.opened), applies());
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await expect.poll(() => trip.status().then(({ steps }) => steps[3]?.parked?.code)).toBe('ACCOUNT_CLOSED');
    await trip.resolve({ ...decider, step: 'chargeCard', action: 'resolvedElsewhere' });
    await at.desk.hasSeen(id, 'close');
    await terminate(id);
    held.open();
    expect(await unwound(bookingSaga, id)).toEqual([`${id}/openTrip/compensate`]);
  });

  it('asks nothing twice: who unwinds it again gets the same unwinding, also after its end', async () => {
    const id = await terminatedAt('charge');
    const handles = await Promise.all([at.sagas.unwind(bookingSaga, id), at.sagas.unwind(bookingSaga, id)]);
    for (const handle of handles) await handle.result().catch(() => undefined);
    const again = await at.sagas.unwind(bookingSaga, id);
    await expect(again.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    expect(again.id).toBe(`${id}/unwind`);
    expect(at.desk.names(id).slice(-3)).toEqual(['refund', 'release', 'close']);
    expect(at.desk.names(id).filter((name) => name === 'refund')).toHaveLength(1);
  });

  it('unwinds on when the unwinding itself was broken off', async () => {
    const id = await terminatedAt('charge');
    const held = gate();
    at.desk.script(id, 'release', waitsFor(held.opened), applies());
    const unwinding = async () => (await at.sagas.handle(id).timeline()).unwinding;
    expect(await unwinding()).toBeUndefined();
    await at.sagas.unwind(bookingSaga, id);
    await at.desk.hasSeen(id, 'release');
    expect(await unwinding()).toEqual({ id: `${id}/unwind`, as: 'open' });
    await terminate(`${id}/unwind`);
    expect(await unwinding()).toEqual({ id: `${id}/unwind`, as: 'brokenOff' });
    held.open();
    expect(await orphans()).toContainEqual(
      expect.objectContaining({ id, closedAs: 'terminated', undos: ['reserveRoom', 'openTrip'] }),
    );
    expect(await unwound(bookingSaga, id)).toEqual([`${id}/reserveRoom/compensate`, `${id}/openTrip/compensate`]);
    expect(await unwinding()).toEqual({ id: `${id}/unwind/unwind`, as: 'compensated' });
  });

  it('says so of a saga that is open, has ended, or was never started', async () => {
    const held = gate();
    const id = at.newId();
    at.desk.script(id, 'open', waitsFor(held.opened));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await expect(at.sagas.unwind(bookingSaga, id)).rejects.toThrow('cancel it instead');
    held.open();
    await trip.result();
    await expect(at.sagas.unwind(bookingSaga, id)).rejects.toMatchObject({ code: 'SAGA_NOT_BROKEN_OFF' });
    await expect(at.sagas.unwind(bookingSaga, at.newId())).rejects.toMatchObject({ code: 'SAGA_NOT_FOUND' });
  });

  it('makes a list’s items again, which no event has', async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    at.desk.script(id, 'release', waitsFor(held.opened), applies());
    const rooms = ['sea view', 'attic~1'];
    await at.sagas.start(tourSaga, { id, input: { tripId: id, insured: true, rooms } });
    await at.desk.hasSeen(id, 'release');
    await terminate(id);
    held.open();
    expect((await unwound(tourSaga, id)).toSorted()).toEqual([
      `${id}/insure/compensate`,
      `${id}/reserveRoom/attic%7E1/compensate`,
      `${id}/reserveRoom/sea%20view/compensate`,
    ]);
    expect(
      at.desk
        .seen(id)
        .filter(({ activity }) => activity === 'release')
        .map(({ argument }) => argument),
    ).toContainEqual({ item: 'sea view', outcome: 'applied' });
  });

  it('knows what a waiting step was told', async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'charge', waitsFor(held.opened));
    const trip = await at.sagas.start(approvedSaga, { id, input: { tripId: id } });
    await trip.answer('approval', { value: { approvedBy: 'desk-4' } });
    await at.desk.hasSeen(id, 'charge');
    await terminate(id);
    held.open();
    expect(await unwound(approvedSaga, id)).toEqual([`${id}/chargeCard/compensate`, `${id}/reserveRoom/compensate`]);
  });

  it('goes by a probe’s answer', async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'charge', fails('gone away'));
    at.desk.script(id, 'lookup', applies({ kind: 'refused', code: 'NEVER_SEEN' }));
    at.desk.script(id, 'release', waitsFor(held.opened), applies());
    await at.sagas.start(probedSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(id, 'release');
    await terminate(id);
    held.open();
    expect(await unwound(probedSaga, id)).toEqual([`${id}/reserveRoom/compensate`]);
  });

  it('undoes a child saga that had completed, by its own keys', async () => {
    const id = at.newId();
    const held = gate();
    const child = `${id}/bookRoom`;
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    // Its second try is a normal activity: of a local one that goes on nobody knows when its batch comes to an end.
    at.desk.script(child, 'refund', fails('line busy'), waitsFor(held.opened), applies());
    await at.sagas.start(parentSaga, { id, input: { tripId: id } });
    await expect.poll(() => at.desk.names(child).filter((name) => name === 'refund')).toHaveLength(2);
    await terminate(id);
    await terminate(`${child}/unwind`);
    const before = at.desk.seen(child).length;
    held.open();
    await unwound(parentSaga, id);
    expect(keysSince(child, before)).toEqual(
      ['payDeposit', 'reserveRoom'].map((step) => `${encodeURIComponent(child)}/${step}/compensate`),
    );
    expect(at.desk.names(id).at(-1)).toBe('close');
  });

  it('is not retried by its parent under an id whose calls are answered as before', async () => {
    const id = at.newId();
    const held = gate();
    const child = `${id}/bookPaidRoom`;
    at.desk.script(child, 'reserve', waitsFor(held.opened), applies());
    const trip = await at.sagas.start(delegatingSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(child, 'reserve');
    await terminate(child);
    await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
    held.open();
    expect(await unwound(paidRoomSaga, child)).toEqual([`${encodeURIComponent(child)}/reserveRoom/compensate`]);
    const decision = { step: 'bookPaidRoom', ...decider } as const;
    await expect(trip.resolve({ ...decision, action: 'retry' })).rejects.toMatchObject({
      code: 'DECISION_MISFIT',
      message: expect.stringContaining(`child saga '${child}' was broken off and has been unwound`),
    });
    await trip.resolve({ ...decision, action: 'resolvedElsewhere', outcome: 'refused' });
    await expect(trip.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
  });

  it('looks up a child saga that went on without its parent', async () => {
    const id = at.newId();
    const held = gate();
    const child = `${id}/bookRoom`;
    at.desk.script(child, 'charge', waitsFor(held.opened, applies({ paymentId: 'pay-7' })));
    await at.sagas.start(parentSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(child, 'charge');
    await terminate(id);
    held.open();
    await at.sagas.handle(roomSaga, child).result();
    await unwound(parentSaga, id);
    expect(undosOf(child)).toEqual(['refund', 'release']);
  });

  /** A parent that was terminated while its child's charge is held. */
  async function terminatedWithChild() {
    const id = at.newId();
    const { opened, open } = gate();
    const child = `${id}/bookRoom`;
    at.desk.script(child, 'charge', waitsFor(opened, applies({ paymentId: 'pay-7' })), applies({ paymentId: 'pay-7' }));
    await at.sagas.start(parentSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(child, 'charge');
    await terminate(id);
    return { id, child, open };
  }

  it('waits with its unwinding for a child saga that is open, and names it; once that has completed it is undone', async () => {
    const { id, child, open } = await terminatedWithChild();
    const refused = { code: 'SAGA_CHILD_UNSETTLED', child, childIs: 'open' };
    await expect(at.sagas.unwind(parentSaga, id)).rejects.toMatchObject(refused);
    await expect(at.temporal.workflow.getHandle(`${id}/unwind`).describe()).rejects.toThrow();
    await expect.poll(() => orphanOf(parentSaga, id)).toMatchObject({ waitsFor: [child] });
    open();
    await at.sagas.handle(roomSaga, child).result();
    await unwound(parentSaga, id);
    expect(undosOf(child)).toEqual(['refund', 'release']);
    expect(at.desk.names(id).at(-1)).toBe('close');
  });

  it('leaves to itself what a child saga has undone that was cancelled instead', async () => {
    const { id, child, open } = await terminatedWithChild();
    await at.sagas.handle(roomSaga, child).cancel();
    open();
    await expect(at.sagas.handle(roomSaga, child).result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    expect(await unwound(parentSaga, id)).toEqual([`${id}/openTrip/compensate`]);
    expect(undosOf(child)).toEqual(['refund', 'release']);
  });

  it('is unwound after a child saga that was broken off as well', async () => {
    const { id, child, open } = await terminatedWithChild();
    await terminate(child);
    open();
    const refused = { code: 'SAGA_CHILD_UNSETTLED', child, childIs: 'brokenOff' };
    await expect(at.sagas.unwind(parentSaga, id)).rejects.toMatchObject(refused);
    await unwound(roomSaga, child);
    expect(await unwound(parentSaga, id)).toEqual([`${id}/openTrip/compensate`]);
    expect(undosOf(child)).toEqual(['refund', 'release']);
  });

  it('takes nobody’s saga for a child of its own, whatever its id is', async () => {
    const id = at.newId();
    const child = `${id}/bookRoom`;
    const { opened, open } = gate();
    at.desk.script(child, 'charge', waitsFor(opened), applies());
    const theirs = await at.sagas.start(roomSaga, { id: child, input: { tripId: id } });
    await at.desk.hasSeen(child, 'charge');
    const trip = await at.sagas.start(parentSaga, { id, input: { tripId: id } });
    await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
    await terminate(id);
    const unwinding = await at.sagas.unwind(parentSaga, id);
    await expect.poll(async () => (await unwinding.status()).steps[1]?.parked?.code).toBe('CHILD_BROKEN_OFF');
    await unwinding.resolve({ ...decider, step: 'bookRoom', action: 'resolvedElsewhere' });
    await expect(unwinding.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    open();
    await theirs.result();
    expect(at.desk.names(child)).not.toContain('release');
  });

  it('gives nobody a child saga for one that was started', async () => {
    const { child, open } = await terminatedWithChild();
    const taken = { code: 'SAGA_ID_TAKEN', takenBy: 'room' };
    await expect(at.sagas.start(roomSaga, { id: child, input: { tripId: child } })).rejects.toMatchObject(taken);
    open();
  });

  it('is unwound once, whoever asks at the same time, after the end, or after an unwinding that was broken off', async () => {
    const id = await terminatedAt('charge');
    const ask = () => at.sagas.unwind(bookingSaga, id);
    const held = gate();
    at.desk.script(id, 'release', waitsFor(held.opened), applies());
    const first = await Promise.all([ask(), ask(), ask()]);
    await at.desk.hasSeen(id, 'release');
    await terminate(`${id}/unwind`);
    held.open();
    const second = await Promise.all([ask(), ask(), ask()]);
    for (const unwinding of [...second, await ask()])
      await expect(unwinding.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    expect(new Set(first.map((handle) => handle.id))).toEqual(new Set([`${id}/unwind`]));
    expect(new Set(second.map((handle) => handle.id))).toEqual(new Set([`${id}/unwind/unwind`]));
    expect(at.desk.names(id).filter((name) => name === 'refund')).toHaveLength(1);
    expect(at.desk.names(id).filter((name) => name === 'close')).toHaveLength(1);
  });

  it('is not unwound again by somebody who saw it broken off and asks late, when all is undone', async () => {
    const id = await terminatedAt('charge');
    const { opened, open } = gate();
    const looked = gate();
    const { workflow } = at.temporal;
    // Between its look and its start the other unwinding comes and goes.
    const start = async (...args: Parameters<typeof workflow.start>) => {
      looked.open();
      await opened;
      return await workflow.start(...args);
    };
    const client = Object.create(at.temporal, {
      workflow: { value: Object.create(workflow, { start: { value: start } }) },
    });
    const { taskQueue } = await workflow.getHandle(id).describe();
    const late = new SagaClient({ client, taskQueue, within: 30_000 }).unwind(bookingSaga, id);
    await looked.opened;
    await unwound(bookingSaga, id);
    open();
    await expect((await late).result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    expect(at.desk.names(id).slice(-3)).toEqual(['refund', 'release', 'close']);
    expect(at.desk.names(id).filter((name) => name === 'refund')).toHaveLength(1);
  });

  async function orphanOf(saga: AnySaga, id: string) {
    for await (const orphan of at.sagas.findOrphans({ saga })) if (orphan.id === id) return orphan;
    return undefined;
  }

  async function orphans() {
    const found: OrphanedSaga[] = [];
    // Other tests leave what can't be read without their codec.
    for await (const orphan of at.sagas.findOrphans({ saga: bookingSaga }))
      if (!('unreadable' in orphan)) found.push(orphan);
    return found;
  }

  it('lists what was broken off with what is left to undo, and no longer once its unwinding was started', async () => {
    const [forward, pivoted, nothing] = [await terminatedAt('charge'), await terminatedAt('confirm'), at.newId()];
    const id = at.newId();
    at.desk.script(id, 'open', refuses('CLOSED'));
    await at.sagas.execute(bookingSaga, { id: nothing, input: { tripId: nothing } });
    await at.sagas.execute(bookingSaga, { id, input: { tripId: id } }).catch(() => undefined);
    await expect
      .poll(async () => (await orphans()).filter((orphan) => [forward, pivoted, nothing, id].includes(orphan.id)))
      .toEqual(
        expect.arrayContaining([
          {
            id: forward,
            runId: expect.any(String),
            saga: 'booking',
            closedAs: 'terminated',
            undos: ['chargeCard', 'reserveRoom', 'openTrip'],
            irreversible: false,
          },
          expect.objectContaining({
            id: pivoted,
            irreversible: true,
            undos: ['chargeCard', 'reserveRoom', 'openTrip'],
          }),
        ]),
      );
    const found = (await orphans()).map((orphan) => orphan.id);
    expect(found).not.toContain(nothing);
    expect(found).not.toContain(id);
    await unwound(bookingSaga, forward);
    expect((await orphans()).map((orphan) => orphan.id)).not.toContain(forward);
  });

  it('tells of one whose definition it was not given, and finds it by the previous one', async () => {
    const id = await terminatedAt('charge');
    const otherSaga = { ...bookingSaga, version: 2 };
    const found = async (previous: AnySaga[]) => {
      for await (const orphan of at.sagas.findOrphans({ saga: otherSaga, previous }))
        if (orphan.id === id) return orphan;
      return undefined;
    };
    await expect.poll(() => found([])).toMatchObject({ unreadable: { code: 'SAGA_DEFINITION_UNKNOWN' } });
    await expect(at.sagas.unwind(otherSaga, id)).rejects.toMatchObject({ code: 'SAGA_DEFINITION_UNKNOWN' });
    expect(await found([bookingSaga])).toMatchObject({ undos: ['chargeCard', 'reserveRoom', 'openTrip'] });
    const unwinding = await at.sagas.unwind(otherSaga, id, { previous: [bookingSaga] });
    await expect(unwinding.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
  });

  it('finds one that was timed out by somebody else’s limit', async () => {
    const id = at.newId();
    const { opened, open } = gate();
    at.desk.script(id, 'reserve', waitsFor(opened));
    // On the queue of the desk's own sagas, as somebody does who starts it without the client.
    const { taskQueue } = await at.temporal.workflow.getHandle(await terminatedAt('open')).describe();
    await at.temporal.workflow.start('booking', {
      workflowId: id,
      taskQueue,
      args: [{ tripId: id }],
      workflowExecutionTimeout: '2s',
    });
    const trip = at.sagas.handle(bookingSaga, id);
    await expect(trip.result()).rejects.toMatchObject({ code: 'SAGA_BROKEN_OFF', closedAs: 'timedOut' });
    open();
    await expect
      .poll(async () => (await orphans()).find((orphan) => orphan.id === id))
      .toMatchObject({ closedAs: 'timedOut', undos: ['reserveRoom', 'openTrip'] });
    expect(await unwound(bookingSaga, id)).toEqual([`${id}/reserveRoom/compensate`, `${id}/openTrip/compensate`]);
  });

  const calls = ['open', 'reserve', 'charge', 'refund', 'release', 'close'] as const;

  it.each(calls)(
    'gathers from history what the saga’s own workflow says of itself (terminated during %s)',
    async (activity) => {
      const id = at.newId();
      const held = gate();
      at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
      at.desk.script(id, activity, waitsFor(held.opened), applies());
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await at.desk.hasSeen(id, activity);
      await terminate(id);
      held.open();
      const { steps } = await trip.status();
      const isLeft = ({ name, status }: (typeof steps)[number]) =>
        name !== 'readWeather' && ['running', 'applied', 'inDoubt', 'compensating'].includes(status);
      const left = steps.filter(isLeft).map(({ name }) => name);
      await expect
        .poll(async () => (await orphans()).find((orphan) => orphan.id === id)?.undos.toReversed())
        .toEqual(left);
    },
  );
});
