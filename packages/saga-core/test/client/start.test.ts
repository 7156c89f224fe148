import { randomUUID } from 'node:crypto';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { SagaClient, type SagaClientOptions } from 'saga-core/client';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../src/definition/fingerprint.ts';
import { type Booking, bookingSaga, parkingBookingSaga } from '../support/booking-sagas.ts';
import { refuses, waitsFor } from '../support/desk.ts';
import { approvedSaga } from '../support/flow-sagas.ts';
import { gate } from '../support/gate.ts';
import { openDesk } from '../support/open-desk.ts';

describe('starting a saga', () => {
  const at = openDesk();

  async function memoOf(options: Partial<SagaClientOptions>): Promise<Record<string, unknown>> {
    const id = at.newId();
    const sagas = new SagaClient({ client: at.temporal, taskQueue: randomUUID(), within: 30_000, ...options });
    await sagas.start(bookingSaga, { id, input: { tripId: id } });
    const workflow = at.temporal.workflow.getHandle(id);
    const { memo = {} } = await workflow.describe();
    await workflow.terminate();
    return memo;
  }

  it('tells it the fingerprint of its definition, and that the namespace knows the search attribute', async () => {
    expect(await memoOf({})).toEqual({ sagaFingerprint: fingerprint(bookingSaga), sagaStatusAttribute: 2 });
  });

  it('can be told what the namespace knows, where it may not ask', async () => {
    expect(await memoOf({ statusAttribute: false })).toEqual({ sagaFingerprint: fingerprint(bookingSaga) });
  });

  it('starts it all the same when the namespace can’t be asked, and asks only once', async () => {
    let asked = 0;
    const { connection } = at.temporal;
    const refusing = Object.create(connection, {
      operatorService: {
        get: () => {
          asked += 1;
          throw Object.assign(new Error('7 PERMISSION_DENIED'), { code: 7, details: '', metadata: {} });
        },
      },
    });
    const client = Object.create(at.temporal, { connection: { value: refusing } });
    const sagas = new SagaClient({ client, taskQueue: randomUUID(), within: 30_000 });
    for (const id of [at.newId(), at.newId()]) {
      await sagas.start(bookingSaga, { id, input: { tripId: id } });
      const workflow = at.temporal.workflow.getHandle(id);
      expect((await workflow.describe()).memo).not.toHaveProperty('sagaStatusAttribute');
      await workflow.terminate();
    }
    expect(asked).toBe(1);
  });

  it('gives whoever starts it again, also after its end, the one that there is', async () => {
    const id = at.newId();
    const trips = await Promise.all(
      Array.from({ length: 5 }, () => at.sagas.start(bookingSaga, { id, input: { tripId: id } })),
    );
    const results = await Promise.all(trips.map((trip) => trip.result()));
    expect(await at.sagas.execute(bookingSaga, { id, input: { tripId: id } })).toEqual(results[0]);
    expect(at.desk.names(id).filter((name) => name === 'charge')).toHaveLength(1);
  });

  it.each(['', 'x'.repeat(256), '\ud800', 'trip-7/unwind', 'a\0b', '中'.repeat(89)])(
    'refuses %j for an id',
    async (id) => {
      await expect(at.sagas.start(bookingSaga, { id, input: { tripId: '7' } })).rejects.toThrow(RangeError);
    },
  );

  const schema: StandardSchemaV1<Booking, Booking> = {
    '~standard': {
      version: 1,
      vendor: 'these tests',
      validate: async (value) => {
        const { tripId, rooms } = value as { tripId?: unknown; rooms?: unknown[] };
        const issues = [
          ...(typeof tripId === 'string' ? [] : [{ message: 'must be a text', path: ['tripId'] }]),
          ...(rooms ?? []).map((_, index) => ({ message: 'is one too many', path: [{ key: 'rooms' }, index] })),
        ];
        return issues.length > 0 ? { issues } : { value: value as Booking };
      },
    },
  };
  // The saga of the tests' worker, with a schema: what is started is the same.
  const checkedSaga = { ...bookingSaga, inputSchema: schema };

  it('refuses an id that another saga has, rather than give that saga’s results for this one’s', async () => {
    const id = at.newId();
    await at.sagas.execute(bookingSaga, { id, input: { tripId: id } });
    await expect(at.sagas.start(parkingBookingSaga, { id, input: { tripId: id } })).rejects.toMatchObject({
      code: 'SAGA_ID_TAKEN',
      takenBy: 'booking',
      message: expect.stringContaining("the id of a 'booking'"),
    });
  });

  it('checks the input by the definition’s schema before anything is started', async () => {
    const id = at.newId();
    const input = { tripId: 7, rooms: ['12'] } as unknown as Booking;
    await expect(at.sagas.start(checkedSaga, { id, input })).rejects.toMatchObject({
      code: 'SAGA_INPUT',
      sagaId: id,
      issues: [
        { message: 'must be a text', path: ['tripId'] },
        { message: 'is one too many', path: ['rooms', 0] },
      ],
      message: expect.stringContaining('tripId: must be a text; rooms.0: is one too many'),
    });
    await expect(at.temporal.workflow.getHandle(id).describe()).rejects.toThrow();
    await expect(at.sagas.execute(checkedSaga, { id, input: { tripId: id } })).resolves.toHaveProperty('ticket');
  });
});

describe('asking a saga', () => {
  const at = openDesk();

  it('previews what would be undone if it failed now, in order and with arguments', async () => {
    const id = at.newId();
    const { opened, open } = gate();
    at.desk.script(id, 'charge', waitsFor(opened));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(id, 'charge');
    expect(await trip.rollbackPreview()).toMatchObject({
      kind: 'undo',
      calls: [
        { step: 'chargeCard', activity: 'desk.refund', argument: { chargeKey: `${id}/chargeCard/run` } },
        { step: 'reserveRoom', activity: 'desk.release', argument: { tripId: id } },
        { step: 'openTrip', activity: 'desk.close' },
      ],
    });
    open();
    await trip.result();
    expect(await trip.rollbackPreview()).toEqual({ kind: 'ended', status: 'completed' });
  });

  it('previews what is left to undo when an undo is parked, and what waits for it', async () => {
    const id = at.newId();
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    at.desk.script(id, 'refund', refuses('ACCOUNT_CLOSED'));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    const parked = () => trip.status().then(({ steps }) => steps[3]?.parked?.code);
    await expect.poll(parked).toBe('ACCOUNT_CLOSED');
    const undone = () => at.desk.names(id).includes('release');
    await expect.poll(undone).toBe(true);
    const left = () =>
      trip.rollbackPreview().then((preview) => (preview.kind === 'undo' ? preview.calls.map(({ step }) => step) : []));
    await expect.poll(left).toEqual(['chargeCard', 'openTrip']);
    await trip.resolve({ step: 'chargeCard', action: 'skip', actor: 'operator-1', reason: 'given up' });
    await trip.result().catch(() => undefined);
    expect(await trip.rollbackPreview()).toEqual({ kind: 'ended', status: 'compensated' });
  });

  it('previews nothing once its pivot was sent', async () => {
    const id = at.newId();
    const { opened, open } = gate();
    at.desk.script(id, 'confirm', waitsFor(opened));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(id, 'confirm');
    expect(await trip.rollbackPreview()).toEqual({ kind: 'irreversible', pivot: 'confirmTrip' });
    open();
    await trip.result();
  });

  it('takes a no for an answer', async () => {
    const id = at.newId();
    const trip = await at.sagas.start(approvedSaga, { id, input: { tripId: id } });
    await trip.answer('approval', { refused: { code: 'TOO_EXPENSIVE' } });
    await expect(trip.result()).rejects.toMatchObject({
      sagaCause: { kind: 'refused', step: 'approval', code: 'TOO_EXPENSIVE' },
    });
  });

  it('refuses a word that nobody waits for, before it is written', async () => {
    const id = at.newId();
    at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
    const trip = await at.sagas.start(approvedSaga, { id, input: { tripId: id } });
    await expect(trip.answer('reserveRoom', { value: 1 })).rejects.toMatchObject({
      code: 'ANSWER_MISFIT',
      message: expect.stringContaining('approval'),
    });
    await trip.answer('approval', { value: { approvedBy: 'desk-4' } });
    await trip.result().catch(() => undefined);
    await expect(trip.answer('approval', { value: { approvedBy: 'desk-5' } })).rejects.toMatchObject({
      code: 'ANSWER_MISFIT',
      message: expect.stringContaining('has ended'),
    });
    const { entries } = await trip.timeline();
    expect(entries.filter(({ kind }) => kind === 'answered')).toHaveLength(1);
  });
});
