import { describe, expect, it } from 'vitest';
import { refuses, waitsFor } from '../support/desk.ts';
import { heavySaga, parallelSaga } from '../support/flow-sagas.ts';
import { gate } from '../support/gate.ts';
import { caches, openDesk } from '../support/open-desk.ts';

describe.each(caches)('parallel (worker %o)', (cache) => {
  const at = openDesk(cache);

  it('has all siblings in flight at once, and goes on when the last is done', async () => {
    const id = at.newId();
    const room = gate();
    const price = gate();
    at.desk.script(id, 'reserve', waitsFor(room.opened));
    at.desk.script(id, 'charge', waitsFor(price.opened));
    const trip = await at.sagas.start(parallelSaga, { id, input: { tripId: id } });
    await Promise.all([at.desk.hasSeen(id, 'reserve'), at.desk.hasSeen(id, 'charge')]);
    expect(at.desk.names(id)).not.toContain('confirm');
    price.open();
    room.open();
    await expect(trip.result()).resolves.toEqual({ ticket: 'T1', invoice: 'T1' });
    const names = at.desk.names(id);
    expect(names.slice(-3)).toEqual(['confirm', 'ticket', 'ticket']);
  });

  it('settles every sibling before it undoes the first, and undoes them in reverse start order', async () => {
    const id = at.newId();
    const room = gate();
    at.desk.script(id, 'reserve', waitsFor(room.opened));
    at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
    const trip = await at.sagas.start(parallelSaga, { id, input: { tripId: id } });
    await Promise.all([at.desk.hasSeen(id, 'reserve'), at.desk.hasSeen(id, 'charge')]);
    // The refusal is in; nothing is undone while the room is in flight.
    await expect.poll(async () => (await trip.status()).status).toBe('compensating');
    expect(at.desk.names(id).filter((name) => ['release', 'close'].includes(name))).toEqual([]);
    room.open();
    await expect(trip.result()).rejects.toMatchObject({
      sagaCause: { kind: 'refused', step: 'chargeCard', code: 'CARD_DECLINED' },
    });
    expect(at.desk.order(id).slice(-2)).toEqual(['release', 'close']);
    expect(at.desk.names(id)).not.toContain('refund');
  });

  it('sends what is too much for one message of Temporal’s in several, forward and back', async () => {
    const id = at.newId();
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    const trip = await at.sagas.start(heavySaga, { id, input: { tripId: id, size: 1_500_000 } });
    await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'refused', step: 'confirmTrip' } });
    const steps = (activity: string) =>
      new Set(at.desk.seen(id).flatMap((seen) => (seen.activity === activity ? [seen.call.step] : [])));
    expect(steps('reserve')).toEqual(new Set(['first', 'second', 'third']));
    expect(steps('release')).toEqual(new Set(['first', 'second', 'third']));
  });
});
