import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { SagaClient, type SagaTimeline } from 'saga-core/client';
import { describe, expect, it } from 'vitest';
import { bookingSaga, hurriedBookingSaga } from '../support/booking-sagas.ts';
import { applies, fails, refuses, waitsFor } from '../support/desk.ts';
import { approvedSaga, parentSaga, probedSaga } from '../support/flow-sagas.ts';
import { gate } from '../support/gate.ts';
import { openDesk } from '../support/open-desk.ts';
import { MirrorCodec } from './mirror-codec.ts';

const decider = { actor: 'operator-1', reason: 'refunded in the bank’s own page' };

function callsOf(timeline: SagaTimeline) {
  return timeline.steps.flatMap(({ step, calls }) =>
    calls.map(({ operation, attempts, outcome }) => [step, operation, attempts, outcome.kind]),
  );
}

const kindsOf = ({ entries }: SagaTimeline) => entries.map(({ kind }) => kind);

describe('a saga’s timeline', () => {
  const at = openDesk();

  it('tells each call with its activity, key, tries and times, and the end', async () => {
    const id = at.newId();
    at.desk.script(id, 'reserve', fails('reset by peer'), applies({ room: '12' }));
    await at.sagas.execute(bookingSaga, { id, input: { tripId: id } });
    const timeline = await at.sagas.handle(bookingSaga, id).timeline();
    expect(callsOf(timeline)).toEqual([
      ['openTrip', 'run', 1, 'applied'],
      ['reserveRoom', 'run', 2, 'applied'],
      ['readWeather', 'run', 1, 'applied'],
      ['chargeCard', 'run', 1, 'applied'],
      ['confirmTrip', 'run', 1, 'applied'],
      ['sendTicket', 'run', 1, 'applied'],
    ]);
    expect(timeline.steps[1]?.calls[0]).toMatchObject({
      activity: 'desk.reserve',
      key: `${id}/reserveRoom/run`,
      lastFailure: 'reset by peer',
    });
    const { scheduledAt, startedAt = '', endedAt = '' } = timeline.steps[1]?.calls[0] ?? { scheduledAt: '' };
    expect([scheduledAt, startedAt, endedAt]).toEqual([scheduledAt, startedAt, endedAt].sort());
    expect(Date.parse(startedAt)).toBeGreaterThan(Date.parse(scheduledAt));
    expect(kindsOf(timeline)).toEqual(['started', 'ended']);
    expect(timeline.entries.at(-1)).toMatchObject({ kind: 'ended', as: 'completed' });
    expect(timeline).toMatchObject({ id, complete: true });
    expect(await at.sagas.handle(id).timeline(), 'by its id alone').toEqual(timeline);
  });

  it('tells a refusal with its code, the undos, and why the saga was unwound', async () => {
    const id = at.newId();
    at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
    await at.sagas.execute(bookingSaga, { id, input: { tripId: id } }).catch(() => undefined);
    const timeline = await at.sagas.handle(bookingSaga, id).timeline();
    expect(timeline.steps.find(({ step }) => step === 'chargeCard')?.calls).toMatchObject([
      { outcome: { kind: 'refused', code: 'CARD_DECLINED' } },
    ]);
    expect(timeline.steps.find(({ step }) => step === 'reserveRoom')?.calls).toMatchObject([
      { operation: 'run' },
      { operation: 'compensate', activity: 'desk.release', key: `${id}/reserveRoom/compensate` },
    ]);
    expect(timeline.entries.at(-1)).toMatchObject({
      kind: 'ended',
      as: 'compensated',
      cause: { kind: 'refused', step: 'chargeCard', code: 'CARD_DECLINED' },
    });
  });

  it('shows a call that is in flight, with the tries and the failure that only the server knows yet', async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'open', fails('line busy'), waitsFor(held.opened));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await expect.poll(() => at.desk.names(id)).toEqual(['open', 'open']);
    const timeline = await trip.timeline();
    expect(timeline.steps).toMatchObject([
      { step: 'openTrip', calls: [{ attempts: 2, outcome: { kind: 'inFlight' }, lastFailure: 'line busy' }] },
    ]);
    expect(timeline.steps[0]?.calls[0]?.startedAt).toBeDefined();
    expect(timeline.steps[0]?.calls[0]?.endedAt).toBeUndefined();
    held.open();
    await trip.result();
  });

  it('is the audit trail: who decided what, and why, in the order in which it happened', async () => {
    const id = at.newId();
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    at.desk.script(id, 'refund', refuses('ACCOUNT_CLOSED'), refuses('STILL_CLOSED'));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    const parked = () => trip.status().then(({ steps }) => steps[3]?.parked?.code);
    await expect.poll(parked).toBe('ACCOUNT_CLOSED');
    const retry = { ...decider, step: 'chargeCard', action: 'retry', argument: { iban: 'X' } } as const;
    await trip.resolve(retry);
    await expect.poll(parked).toBe('STILL_CLOSED');
    const resolved = { ...decider, step: 'chargeCard', action: 'resolvedElsewhere' } as const;
    await trip.resolve(resolved);
    await trip.result().catch(() => undefined);
    const timeline = await trip.timeline();
    expect(timeline.entries).toMatchObject([
      { kind: 'started' },
      { kind: 'decided', decision: retry },
      { kind: 'decided', decision: resolved },
      { kind: 'ended', as: 'compensated' },
    ]);
    expect(timeline.steps.find(({ step }) => step === 'chargeCard')?.calls).toMatchObject([
      { operation: 'run' },
      { operation: 'compensate', key: `${id}/chargeCard/compensate`, outcome: { code: 'ACCOUNT_CLOSED' } },
      { operation: 'compensate', key: `${id}/chargeCard/compensate~1`, outcome: { code: 'STILL_CLOSED' } },
    ]);
  });

  it('tells a cancel once, with its answer, and that a call that was stopped is in doubt', async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'reserve', waitsFor(held.opened));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id }, timeoutScale: 10 });
    await at.desk.hasSeen(id, 'reserve');
    await trip.cancel({ detail: 'changed my mind', actor: 'alice' });
    held.open();
    await trip.result().catch(() => undefined);
    const { entries } = await trip.timeline();
    expect(entries.filter(({ kind }) => kind === 'cancelRequested')).toEqual([
      {
        at: expect.any(String),
        kind: 'cancelRequested',
        by: 'update',
        detail: 'changed my mind',
        actor: 'alice',
        accepted: true,
      },
    ]);
    expect(entries.at(-1)).toMatchObject({ as: 'compensated', cause: { kind: 'cancelled' } });
  });

  it('tells each further cancel by itself, and one that only Temporal was asked for by whom', async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'reserve', waitsFor(held.opened));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id }, timeoutScale: 10 });
    await at.desk.hasSeen(id, 'reserve');
    await new Client({ connection: at.temporal.connection }).workflow.getHandle(id).cancel();
    expect((await trip.timeline()).entries).toMatchObject([
      { kind: 'started' },
      { kind: 'cancelRequested', by: 'temporal', identity: expect.any(String) },
    ]);
    await trip.cancel({ detail: 'first' });
    await trip.cancel({ detail: 'second' });
    held.open();
    await trip.result().catch(() => undefined);
    const { entries } = await trip.timeline();
    expect(entries.filter(({ kind }) => kind === 'cancelRequested')).toMatchObject([
      { by: 'update', detail: 'first' },
      { by: 'update', detail: 'second' },
    ]);
  });

  it('tells that a deadline fired', async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'charge', waitsFor(held.opened));
    const trip = await at.sagas.start(hurriedBookingSaga, { id, input: { tripId: id } });
    await trip.result().catch(() => undefined);
    held.open();
    const { entries } = await trip.timeline();
    expect(entries).toContainEqual(expect.objectContaining({ kind: 'timerFired', milliseconds: 4_000 }));
  });

  it('tells the words that were given to waiting steps', async () => {
    const id = at.newId();
    const trip = await at.sagas.start(approvedSaga, { id, input: { tripId: id } });
    await trip.answer('approval', { value: { approvedBy: 'desk-4' } });
    await trip.result();
    expect((await trip.timeline()).entries).toMatchObject([
      { kind: 'started' },
      { kind: 'answered', step: 'approval', word: { value: { approvedBy: 'desk-4' } } },
      { kind: 'ended' },
    ]);
  });

  it('tells the child sagas that were started and how they ended, their unwinding too', async () => {
    const id = at.newId();
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    const trip = await at.sagas.start(parentSaga, { id, input: { tripId: id } });
    await trip.result().catch(() => undefined);
    expect((await trip.timeline()).entries).toMatchObject([
      { kind: 'started' },
      { kind: 'childStarted', childId: `${id}/bookRoom`, saga: 'room' },
      { kind: 'childEnded', childId: `${id}/bookRoom`, as: 'completed' },
      { kind: 'childStarted', childId: `${id}/bookRoom/unwind`, saga: 'room' },
      { kind: 'childEnded', childId: `${id}/bookRoom/unwind`, as: 'compensated' },
      { kind: 'ended', as: 'compensated' },
    ]);
  });

  it('tells a probe among a step’s calls', async () => {
    const id = at.newId();
    at.desk.script(id, 'charge', fails('gone away'));
    at.desk.script(id, 'lookup', applies({ kind: 'applied', result: { paymentId: 'pay-9' } }));
    const trip = await at.sagas.start(probedSaga, { id, input: { tripId: id } });
    await trip.result();
    const charge = (await trip.timeline()).steps.find(({ step }) => step === 'chargeCard');
    expect(charge?.calls).toMatchObject([
      { operation: 'run', outcome: { kind: 'inDoubt' }, lastFailure: 'gone away' },
      { operation: 'probe', activity: 'desk.lookup', outcome: { kind: 'applied' } },
    ]);
  });

  it('tells who terminated a saga and why, and that its call in flight is in doubt', async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'reserve', waitsFor(held.opened));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(id, 'reserve');
    await at.temporal.workflow.getHandle(id).terminate('wrong trip');
    const timeline = await trip.timeline();
    expect(timeline.entries.at(-1)).toMatchObject({ kind: 'ended', as: 'terminated', reason: 'wrong trip' });
    expect(timeline.steps.at(-1)?.calls[0]?.outcome).toEqual({ kind: 'inDoubt', code: 'UNSETTLED' });
    held.open();
  });

  it('says that there is no such saga', async () => {
    await expect(at.sagas.handle(bookingSaga, 'nobody').timeline()).rejects.toMatchObject({ code: 'SAGA_NOT_FOUND' });
  });
});

describe('a timeline behind a payload codec', () => {
  const dataConverter = { payloadCodecs: [new MirrorCodec()] };
  const taskQueue = `mirrored-${randomUUID()}`;
  const at = openDesk({ dataConverter, taskQueue });

  it('is read with the client’s own data converter, failures and all', async () => {
    const id = at.newId();
    const client = new Client({ connection: at.temporal.connection, dataConverter });
    const sagas = new SagaClient({ client, taskQueue, within: 30_000 });
    at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
    const trip = await sagas.start(bookingSaga, { id, input: { tripId: id } });
    await trip.result().catch(() => undefined);
    const timeline = await trip.timeline();
    expect(timeline.steps.find(({ step }) => step === 'chargeCard')?.calls).toMatchObject([
      { key: `${id}/chargeCard/run`, outcome: { kind: 'refused', code: 'CARD_DECLINED' } },
    ]);
    expect(timeline.entries.at(-1)).toMatchObject({ as: 'compensated', cause: { step: 'chargeCard' } });
  });
});
