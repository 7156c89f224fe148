// What the console tells of sagas, on a real Temporal: the list, one saga as it goes on, and what is none.
import { SagaClient, type SagaHandle } from 'saga-core/client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { EventReader } from '../src/browser/event-reader.ts';
import { parkedAt, type SagaList, type SagaSnapshot } from '../src/browser/wire.ts';
import { SagaFeeds } from '../src/live/saga-feeds.ts';
import { ask, fromPage, posted } from './support/ask.ts';
import { applies, bookingSaga, gate, openDesk, refuses, waitsFor } from './support/desk.ts';
import { openConsole } from './support/open-console.ts';

const operator = { actor: 'operator-7', mayDecide: true };
const saga = (id: string, part = '') => `api/saga${part}?id=${encodeURIComponent(id)}`;

describe('the console', () => {
  const at = openDesk();

  async function open(
    options: { readonly client?: SagaClient; readonly maxViewers?: number; readonly stopping?: AbortSignal } = {},
  ) {
    const host = await openConsole({ client: at.sagas, authorize: () => operator, ...options });
    onTestFinished(() => host.close());
    return host;
  }

  /** A saga that is at its charge until the gate is opened. */
  async function startHeld(id = at.newId()) {
    const held = gate();
    at.desk.script(id, 'charge', waitsFor(held.opened, applies({ paymentId: 'pay-1' })));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(id, 'charge');
    return { id, trip, release: held.open };
  }

  async function startParked(id = at.newId(), sagas = at.sagas) {
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    at.desk.script(id, 'refund', refuses('ACCOUNT_CLOSED'), applies());
    const trip = await sagas.start(bookingSaga, { id, input: { tripId: id } });
    await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
    return { id, trip };
  }

  /** What a page says with a decision about the charge, if that waits for one. */
  async function seenParked(trip: SagaHandle<unknown>): Promise<string | undefined> {
    const { steps } = await trip.status();
    return steps.flatMap((step) => (step.name === 'chargeCard' ? [parkedAt(step)] : []))[0];
  }

  /** Reads a stream until `enough`, and then hangs up. */
  async function read(url: string, enough: (events: readonly string[], snapshots: readonly SagaSnapshot[]) => boolean) {
    const over = new AbortController();
    const response = await fetch(url, { headers: fromPage, signal: over.signal });
    const pieces = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const events = new EventReader();
    const names: string[] = [];
    const snapshots: SagaSnapshot[] = [];
    while (!enough(names, snapshots)) {
      const { value, done } = (await pieces?.read()) ?? { done: true };
      if (done || value === undefined) break;
      for (const { event, data } of events.read(value)) {
        names.push(event);
        if (event === 'snapshot') snapshots.push(JSON.parse(data) as SagaSnapshot);
      }
    }
    over.abort();
    return { response, names, snapshots };
  }

  it('lists the parked first, finds by part of an id and by the whole, and turns pages', async () => {
    const host = await open();
    const prefix = at.newId();
    const parked = await startParked(`${prefix}-parked`);
    const ids = Array.from({ length: 27 }, (_, place) => `${prefix}-${place}`);
    await Promise.all(ids.map((id) => at.sagas.execute(bookingSaga, { id, input: { tripId: id } })));
    const list = async (query: Readonly<Record<string, string>>) =>
      (await ask<SagaList>(host.url, `api/sagas?${new URLSearchParams(query)}`)).body;
    await vi.waitFor(
      async () => {
        const { items, next } = await list({ search: prefix });
        expect(items[0]).toMatchObject({ id: parked.id, saga: 'booking', status: 'needsAttention' });
        expect([items.length, next]).toEqual([25, 25]);
        const rest = await list({ search: prefix, offset: String(next) });
        expect([rest.items.length, rest.next]).toEqual([3, undefined]);
        expect([...items, ...rest.items].map(({ id }) => id).sort()).toEqual([parked.id, ...ids].sort());
        expect((await list({ search: prefix, status: 'completed' })).items).toHaveLength(25);
        expect((await list({ search: prefix, status: 'needsAttention' })).items).toMatchObject([{ id: parked.id }]);
        expect((await list({ search: prefix, saga: 'parkingBooking' })).items).toEqual([]);
      },
      { timeout: 30_000, interval: 500 },
    );
    expect(
      (await list({ search: parked.id, status: 'terminated' })).items,
      'a whole id is found in any case',
    ).toMatchObject([{ id: parked.id, status: 'needsAttention' }]);
  });

  it('finds the parked also where the namespace does not know the search attribute, and says what to do', async () => {
    const client = new SagaClient({ client: at.temporal, taskQueue: at.taskQueue, statusAttribute: false });
    const host = await open({ client });
    const { id } = await startParked(at.newId(), client);
    for (const query of ['', '?status=needsAttention']) {
      await vi.waitFor(
        async () => {
          const { body } = await ask<SagaList>(host.url, `api/sagas${query}`);
          expect(body.items).toContainEqual(expect.objectContaining({ id, status: 'needsAttention' }));
          expect(body.note).toContain('does not know the search attribute SagaStatus');
        },
        { timeout: 20_000, interval: 500 },
      );
    }
  });

  it('tells a saga as it goes on, and when nothing changes any more', async () => {
    const host = await open();
    const { id, release } = await startHeld();
    const { response, names, snapshots } = await read(new URL(saga(id, '/events'), host.url).href, (_events, told) => {
      if (told.length > 0) release();
      return false;
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(snapshots[0]).toMatchObject({ id, view: { status: 'running' }, rollback: { kind: 'undo' } });
    expect(snapshots[0]?.rollback).toMatchObject({
      calls: [{ activity: 'desk.refund' }, { activity: 'desk.release' }, { activity: 'desk.close' }],
    });
    expect(snapshots.at(-1)).toMatchObject({ view: { status: 'completed' }, rollback: { kind: 'ended' } });
    expect(names.at(-1)).toBe('ended');
    expect((await ask<SagaSnapshot>(host.url, saga(id))).body).toEqual(snapshots.at(-1));
  });

  it('follows a saga once, however many look at it, and not at all when they have gone', async () => {
    const { id, trip, release } = await startHeld();
    const feeds = new SagaFeeds(at.sagas, 10);
    const told: string[][] = [[], []];
    const leave = told.map((texts) =>
      feeds.read(id, { tell: (text) => texts.push(text), end: () => {}, fail: () => {} }),
    );
    expect(feeds.open).toEqual({ readers: 2, sagas: 1 });
    await expect.poll(() => told.map(({ length }) => length)).toEqual([1, 1]);
    expect(told[0]).toEqual(told[1]);
    for (const each of leave) each();
    expect(feeds.open).toEqual({ readers: 0, sagas: 0 });
    release();
    await trip.result();
    expect(
      told.map(({ length }) => length),
      'nobody is told who has gone',
    ).toEqual([1, 1]);
  });

  it('has a bounded number of places, which who goes leaves to the next', async () => {
    const host = await open({ maxViewers: 1 });
    const { id, release } = await startHeld();
    const over = new AbortController();
    const url = new URL(saga(id, '/events'), host.url);
    expect((await fetch(url, { headers: fromPage, signal: over.signal })).status).toBe(200);
    const full = await ask(host.url, saga(id, '/events'));
    expect(full).toMatchObject({ status: 503, body: { code: 'TOO_MANY_VIEWERS' } });
    expect(full.headers.get('retry-after')).toBe('5');
    over.abort();
    await vi.waitFor(async () =>
      expect((await read(url.href, (events) => events.length > 0)).response.status).toBe(200),
    );
    release();
  });

  it('lets go of who follows when the process stops', async () => {
    const stopping = new AbortController();
    const host = await open({ stopping: stopping.signal });
    const { id, release } = await startHeld();
    const { names } = await read(new URL(saga(id, '/events'), host.url).href, (events) => {
      if (events.length > 0) stopping.abort();
      return false;
    });
    expect(names).not.toContain('ended');
    release();
  });

  it('takes the actor from the host, whatever a request says, and leaves out what a decision has not', async () => {
    const host = await open();
    const { id, trip } = await startParked();
    const sent = {
      step: 'chargeCard',
      parkedAt: await seenParked(trip),
      action: 'retry',
      reason: ' again ',
      actor: 'somebody-else',
      __proto__: { x: 1 },
      outcome: 'applied',
    };
    expect((await ask(host.url, saga(id, '/decisions'), posted(sent))).status).toBe(200);
    await trip.result().catch(() => undefined);
    const { entries } = await trip.timeline();
    expect(entries.flatMap((entry) => (entry.kind === 'decided' ? [entry.decision] : []))).toEqual([
      { step: 'chargeCard', action: 'retry', reason: 'again', actor: 'operator-7' },
    ]);
    const again = await ask(host.url, saga(id, '/decisions'), posted(sent));
    expect(again).toMatchObject({ status: 409, body: { code: 'DECISION_MISFIT' } });
  });

  it('takes one decision about one parked call, and of those that meet what came of it none', async () => {
    const host = await open();
    const id = at.newId();
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    at.desk.script(id, 'refund', ...Array.from({ length: 12 }, () => refuses('ACCOUNT_CLOSED')));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
    const first = await seenParked(trip);
    const sent = { step: 'chargeCard', action: 'retry', reason: 'again', parkedAt: first };
    const send = (decision: unknown) => ask(host.url, saga(id, '/decisions'), posted(decision));
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(sent)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
    await vi.waitFor(async () => expect([undefined, first]).not.toContain(await seenParked(trip)), 20_000);
    const late = await send(sent);
    expect(late).toMatchObject({ status: 409, body: { code: 'DECIDED_MEANWHILE' } });
    const now = { ...sent, action: 'skip', parkedAt: await seenParked(trip) };
    expect((await send(now)).status).toBe(200);
    await trip.result().catch(() => undefined);
    const { entries } = await trip.timeline();
    expect(entries.flatMap((entry) => (entry.kind === 'decided' ? [entry.decision.action] : []))).toEqual([
      'retry',
      'skip',
    ]);
  });

  it('reaches a saga whatever its id is', async () => {
    const host = await open();
    const id = '.';
    const { trip } = await startParked(id);
    expect((await ask<SagaSnapshot>(host.url, saga(id))).body).toMatchObject({ id, view: { id } });
    const decision = { step: 'chargeCard', action: 'retry', reason: 'again', parkedAt: await seenParked(trip) };
    expect((await ask(host.url, saga(id, '/decisions'), posted(decision))).status).toBe(200);
    const { names } = await read(new URL(saga(id, '/events'), host.url).href, () => false);
    expect(names.at(-1)).toBe('ended');
  });

  it('shows what the history tells while no worker answers, and nothing less', { tags: ['long'] }, async () => {
    const id = at.newId();
    const away = new SagaClient({ client: at.temporal, taskQueue: `nobody-polls-${id}` });
    await away.start(bookingSaga, { id, input: { tripId: id } });
    const host = await open({ client: away });
    const { body } = await ask<SagaSnapshot>(host.url, saga(id));
    expect(body).toMatchObject({ id, timeline: { entries: [{ kind: 'started' }] } });
    expect(body.unavailable).toContain('could not tell its status');
    expect(body.view).toBeUndefined();
  });

  it('tells of one that was terminated that nothing of it was undone, and then who undid it', async () => {
    const host = await open();
    const { id, release } = await startHeld();
    await at.temporal.workflow.getHandle(id).terminate('by mistake');
    const { names, snapshots } = await read(new URL(saga(id, '/events'), host.url).href, () => false);
    expect(snapshots.at(-1)?.timeline.entries.at(-1)).toMatchObject({
      kind: 'ended',
      as: 'terminated',
      reason: 'by mistake',
    });
    expect(names.at(-1)).toBe('ended');
    expect(snapshots.at(-1)?.timeline.unwinding).toBeUndefined();
    release();
    const unwinding = await at.sagas.unwind(bookingSaga, id);
    await expect(unwinding.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    const { body } = await ask<SagaSnapshot>(host.url, saga(id));
    expect(body.timeline.unwinding).toEqual({ id: `${id}/unwind`, as: 'compensated' });
    expect((await ask(host.url, saga(unwinding.id))).status).toBe(200);
  });

  it('ends a stream that has begun when its saga is deleted, and leaves the host’s error handler alone', async () => {
    const host = await open();
    const { id, release } = await startHeld();
    await read(new URL(saga(id, '/events'), host.url).href, (_events, told) => {
      if (told.length === 1)
        void at.temporal.workflowService.deleteWorkflowExecution({
          namespace: at.temporal.options.namespace,
          workflowExecution: { workflowId: id },
        });
      return false;
    });
    await expect.poll(async () => (await ask(host.url, saga(id))).body.code).toBe('SAGA_NOT_FOUND');
    expect(host.errors).toEqual([]);
    release();
  });

  it('neither shows nor cancels a workflow that is no saga', async () => {
    const host = await open();
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'open', waitsFor(held.opened));
    const other = await at.temporal.workflow.start('bookingByHand', {
      workflowId: id,
      taskQueue: at.taskQueue,
      args: [{ tripId: id }],
    });
    for (const path of ['', '/events'])
      expect((await ask(host.url, saga(id, path))).body.code, path).toBe('SAGA_NOT_FOUND');
    const refused = await ask(host.url, saga(id, '/cancel'), posted({ reason: 'to see' }));
    expect(refused).toMatchObject({ status: 404, body: { code: 'SAGA_NOT_FOUND' } });
    const { events = [] } = await other.fetchHistory();
    expect(events?.some((event) => event.workflowExecutionCancelRequestedEventAttributes)).toBe(false);
    held.open();
    await other.result();
  });
});
