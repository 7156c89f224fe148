import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { SagaClient, type SagaTimeline } from 'saga-core/client';
import { describe, expect, it } from 'vitest';
import { applies, fails, refuses, waitsFor } from '../support/desk.ts';
import { gate } from '../support/gate.ts';
import { caches, openDesk } from '../support/open-desk.ts';
import { adaptiveTripSaga } from './adaptive-trip.ts';
import { MirrorCodec } from './mirror-codec.ts';

function callsOf({ steps }: SagaTimeline) {
  return steps.flatMap(({ step, calls }) =>
    calls.map(({ operation, execution, attempts, outcome }) => [step, operation, execution, attempts, outcome.kind]),
  );
}

describe.each(caches)('the timeline of a saga that tries its calls locally (worker %o)', (cache) => {
  const at = openDesk(cache);

  async function ended(id: string) {
    const trip = await at.sagas.start(adaptiveTripSaga, { id, input: { tripId: id } });
    await trip.result().catch(() => undefined);
    return { trip, timeline: await trip.timeline() };
  }

  it('tells each call as if it were a normal one, and that it was a local one', async () => {
    const id = at.newId();
    const { trip, timeline } = await ended(id);
    expect(callsOf(timeline)).toEqual(
      ['openTrip', 'reserveRoom', 'chargeCard', 'confirmTrip', 'sendTicket'].map((step) => [
        step,
        'run',
        'local',
        1,
        'applied',
      ]),
    );
    const charge = timeline.steps[2]?.calls[0];
    expect(charge).toMatchObject({ activity: 'desk.charge', key: `${id}/chargeCard/run` });
    for (const { calls } of timeline.steps) {
      const { scheduledAt, startedAt = '', endedAt = '' } = calls[0] ?? { scheduledAt: '' };
      expect([scheduledAt, startedAt, endedAt]).toEqual([scheduledAt, startedAt, endedAt].sort());
      expect(endedAt).not.toBe('');
    }
    expect(timeline.entries).toMatchObject([{ kind: 'started' }, { kind: 'ended', as: 'completed' }]);
    expect((await trip.status()).steps.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1, 1]);
  });

  it('tells a refusal with its code, and the undos: the first is a normal activity, so that the cause is written down', async () => {
    const id = at.newId();
    at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
    const { trip, timeline } = await ended(id);
    expect(callsOf(timeline)).toEqual([
      ['openTrip', 'run', 'local', 1, 'applied'],
      ['openTrip', 'compensate', 'local', 1, 'applied'],
      ['reserveRoom', 'run', 'local', 1, 'applied'],
      ['reserveRoom', 'compensate', 'activity', 1, 'applied'],
      ['chargeCard', 'run', 'local', 1, 'refused'],
    ]);
    expect(timeline.steps[0]?.calls[1]).toMatchObject({ activity: 'desk.close', key: `${id}/openTrip/compensate` });
    expect(timeline.steps[2]?.calls[0]?.outcome).toEqual({ kind: 'refused', code: 'CARD_DECLINED' });
    expect(timeline.entries.at(-1)).toMatchObject({
      as: 'compensated',
      cause: { kind: 'refused', step: 'chargeCard', code: 'CARD_DECLINED' },
    });
    expect((await trip.status()).steps.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 0, 0]);
  });

  it('tells a local try that failed and the normal activity that went on as one call, with the tries of both', async () => {
    const id = at.newId();
    at.desk.script(id, 'reserve', fails('reset by peer'), fails('line busy'), applies({ room: '7' }));
    const { trip, timeline } = await ended(id);
    expect(timeline.steps[1]?.calls).toMatchObject([
      { operation: 'run', execution: 'activity', attempts: 3, lastFailure: 'line busy', outcome: { kind: 'applied' } },
    ]);
    expect(at.desk.names(id).filter((name) => name === 'reserve')).toHaveLength(3);
    expect((await trip.status()).steps.map(({ attempts }) => attempts)).toEqual([1, 3, 1, 1, 1]);
  });

  it('tells a local try whose time was up so, too, and shows it in flight with all its tries', async () => {
    const id = at.newId();
    const { opened, open } = gate();
    at.desk.script(id, 'charge', waitsFor(opened), fails('line busy'), waitsFor(opened));
    const trip = await at.sagas.start(adaptiveTripSaga, { id, input: { tripId: id } });
    await expect.poll(() => at.desk.names(id).filter((name) => name === 'charge')).toHaveLength(3);
    expect((await trip.timeline()).steps[2]?.calls).toMatchObject([
      { execution: 'activity', attempts: 3, outcome: { kind: 'inFlight' }, lastFailure: 'line busy' },
    ]);
    expect((await trip.status()).steps[2]).toMatchObject({ status: 'running', attempts: 3 });
    open();
    await trip.result();
    const [, , charge] = (await trip.timeline()).steps;
    expect(charge?.calls).toMatchObject([{ execution: 'activity', attempts: 3, outcome: { kind: 'applied' } }]);
  });

  it('tells a fence, and that what was forgotten is in nobody’s history', async () => {
    const id = at.newId();
    const { opened, open } = gate();
    at.desk.script(id, 'charge', waitsFor(opened));
    at.desk.script(id, 'recall', applies({ fence: 'never' }));
    const trip = await at.sagas.start(adaptiveTripSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(id, 'charge');
    const cancelled = trip.cancel();
    await expect.poll(() => at.desk.names(id)).toContain('recall');
    open();
    await cancelled;
    await trip.result().catch(() => undefined);
    const timeline = await trip.timeline();
    expect(timeline.steps.find(({ step }) => step === 'confirmTrip')?.calls).toMatchObject([
      { operation: 'fence', execution: 'activity', activity: 'desk.recall', key: `${id}/confirmTrip/run` },
    ]);
  });

  it('is watched with the right number of tries to the end', async () => {
    const id = at.newId();
    at.desk.script(id, 'reserve', fails('reset by peer'), applies({ room: '7' }));
    const trip = await at.sagas.start(adaptiveTripSaga, { id, input: { tripId: id } });
    let last: unknown;
    for await (const view of trip.watch()) last = view.steps.map(({ status, attempts }) => [status, attempts]);
    expect(last).toEqual([1, 2, 1, 1, 1].map((attempts) => ['applied', attempts]));
  });
});

describe('the timeline of local calls behind a payload codec', () => {
  const dataConverter = { payloadCodecs: [new MirrorCodec()] };
  const taskQueue = `mirrored-${randomUUID()}`;
  const at = openDesk({ dataConverter, taskQueue });

  it('is read with the client’s own data converter, names and failures and all', async () => {
    const id = at.newId();
    const client = new Client({ connection: at.temporal.connection, dataConverter });
    const sagas = new SagaClient({ client, taskQueue, within: 30_000 });
    at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
    const trip = await sagas.start(adaptiveTripSaga, { id, input: { tripId: id } });
    await trip.result().catch(() => undefined);
    const timeline = await trip.timeline();
    expect(timeline.steps.find(({ step }) => step === 'chargeCard')?.calls).toMatchObject([
      { execution: 'local', key: `${id}/chargeCard/run`, outcome: { kind: 'refused', code: 'CARD_DECLINED' } },
    ]);
  });
});
