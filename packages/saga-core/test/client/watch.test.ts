import { getEventListeners } from 'node:events';
import { Client, Connection } from '@temporalio/client';
import { SagaClient, type SagaView } from 'saga-core/client';
import { describe, expect, inject, it } from 'vitest';
import { bookingSaga } from '../support/booking-sagas.ts';
import { refuses, waitsFor } from '../support/desk.ts';
import { gate } from '../support/gate.ts';
import { caches, openDesk } from '../support/open-desk.ts';

const decider = { actor: 'operator-1', reason: 'refunded in the bank’s own page' };
const statusesOf = ({ status, steps }: SagaView) => [status, ...steps.map((step) => step.status)].join(' ');

describe.each(caches)('watching a saga (worker %o)', (cache) => {
  const at = openDesk(cache);

  async function held(activity: 'open' | 'charge') {
    const id = at.newId();
    const { opened, open } = gate();
    at.desk.script(id, activity, waitsFor(opened));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(id, activity);
    return { id, trip, open };
  }

  it('shows how far it is, then each change, and last how it ended', async () => {
    const { trip, open } = await held('open');
    const seen: SagaView[] = [];
    for await (const view of trip.watch()) {
      if (seen.length === 0) open();
      seen.push(view);
    }
    expect(seen[0]).toMatchObject({
      status: 'running',
      steps: [{ name: 'openTrip', status: 'running' }, {}, {}, {}, {}, {}],
    });
    expect(seen.at(-1)).toEqual(await trip.status());
    expect(seen.at(-1)?.status).toBe('completed');
    expect(new Set(seen.map((view) => JSON.stringify(view))).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(2);
  });

  it('shows one that has ended once, and ends', async () => {
    const id = at.newId();
    at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
    await at.sagas.execute(bookingSaga, { id, input: { tripId: id } }).catch(() => undefined);
    const seen: SagaView[] = [];
    for await (const view of at.sagas.handle(bookingSaga, id).watch()) seen.push(view);
    expect(seen.map(({ status, cause }) => [status, cause?.code])).toEqual([['compensated', 'CARD_DECLINED']]);
  });

  it('shows whoever looks late the latest, and nothing in between', async () => {
    const { id, trip, open } = await held('open');
    const watch = trip.watch();
    const first = await watch.next();
    expect(first.value).toMatchObject({ status: 'running' });
    open();
    await trip.result();
    const views: string[] = [];
    for await (const view of watch) views.push(statusesOf(view));
    expect(views).toEqual(['completed applied applied applied applied applied applied']);
    expect(at.desk.names(id)).toHaveLength(6);
  });

  it('says at the end that a saga was closed from outside', async () => {
    const { id, trip, open } = await held('charge');
    const watch = trip.watch();
    await watch.next();
    await at.temporal.workflow.getHandle(id).terminate('by mistake');
    await expect(watch.next()).rejects.toMatchObject({ code: 'SAGA_BROKEN_OFF', closedAs: 'terminated' });
    open();
  });

  it('stops when its signal says so, while it waits', async () => {
    const { trip, open } = await held('open');
    const stop = new AbortController();
    const watch = trip.watch({ signal: stop.signal });
    await watch.next();
    const waiting = watch.next();
    stop.abort(new Error('the page was closed'));
    await expect(waiting).rejects.toThrow('the page was closed');
    open();
    await trip.result();
  });

  it('leaves nothing behind on its signal, however often it asked', async () => {
    const { trip, open } = await held('open');
    const { signal } = new AbortController();
    const listeners = () => getEventListeners(signal, 'abort').length;
    const watch = trip.watch({ signal });
    await watch.next();
    const atRest = listeners();
    open();
    const seen: number[] = [];
    for await (const _view of watch) seen.push(listeners());
    expect([atRest, ...seen].filter((count) => count > 0)).toEqual([]);
    expect(seen.length).toBeGreaterThan(1);
  });

  it('says that there is no such saga', async () => {
    const watch = at.sagas.handle(bookingSaga, at.newId()).watch();
    await expect(watch.next()).rejects.toMatchObject({ code: 'SAGA_NOT_FOUND' });
  });

  it('waits for a decision, or says at once that one is needed, as the caller likes', async () => {
    const id = at.newId();
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    at.desk.script(id, 'refund', refuses('ACCOUNT_CLOSED'));
    await expect(
      at.sagas.execute(bookingSaga, { id, input: { tripId: id }, onNeedsAttention: 'throw' }),
    ).rejects.toMatchObject({
      code: 'SAGA_NEEDS_ATTENTION',
      sagaId: id,
      parked: [{ step: 'chargeCard', operation: 'compensate', code: 'ACCOUNT_CLOSED' }],
    });
    const trip = at.sagas.handle(bookingSaga, id);
    const ended = trip.result();
    await trip.resolve({ ...decider, step: 'chargeCard', action: 'resolvedElsewhere' });
    await expect(ended).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    await expect(trip.result({ onNeedsAttention: 'throw' })).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
  });
});

describe('watching a saga', () => {
  // With a cache: without one, queries that meet workflow tasks make the SDK's worker lose some of those, watched or not.
  const at = openDesk();

  it('costs the workflow no event', async () => {
    const id = at.newId();
    const { opened, open } = gate();
    at.desk.script(id, 'open', waitsFor(opened));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    const watches = [trip.watch(), trip.watch(), trip.watch()];
    await Promise.all(watches.map((watch) => watch.next()));
    open();
    await Promise.all(
      watches.map(async (watch) => {
        for await (const _view of watch);
      }),
    );
    const { events = [] } = await at.temporal.workflow.getHandle(id).fetchHistory();
    expect(events).toHaveLength(5 + 6 * bookingSaga.steps.length);
  });
});

describe('watching over a connection that is lost', () => {
  const at = openDesk();

  it('bears it for a while, then says that nothing is known', async () => {
    const id = at.newId();
    const { opened, open } = gate();
    at.desk.script(id, 'open', waitsFor(opened));
    await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await expect.poll(() => at.desk.names(id)).toContain('open');
    const connection = await Connection.connect({ address: inject('localStack').temporalAddress });
    const sagas = new SagaClient({ client: new Client({ connection }), taskQueue: 'unused', within: 3_000 });
    const watch = sagas.handle(bookingSaga, id).watch();
    await watch.next();
    let losses = 0;
    // Every answer is lost from here on, as behind a broken line.
    Object.defineProperty(connection, 'withDeadline', {
      value: async () => {
        losses += 1;
        throw Object.assign(new Error('14 UNAVAILABLE: no connection'), { code: 14, details: '', metadata: {} });
      },
    });
    await expect(watch.next()).rejects.toMatchObject({ code: 'SAGA_UNAVAILABLE', sagaId: id });
    expect(losses).toBeGreaterThan(1);
    open();
    await connection.close();
  });
});
