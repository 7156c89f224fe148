import type { PoolClient } from 'pg';
import { refusal, type SagaCall } from 'saga-core/activity';
import { type Barrier, barrier, Refusal } from 'saga-core/participant';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ledger, note, openLedger } from '../participant/open-ledger.ts';
import { bookingSaga } from '../support/booking-sagas.ts';
import { type Behaviour, waitsFor } from '../support/desk.ts';
import { gate } from '../support/gate.ts';
import { caches, openDesk } from '../support/open-desk.ts';

describe.each(caches)('R11, a barrier makes late and double calls harmless (worker %o)', (cache) => {
  const at = openDesk(cache);
  let ledger: Ledger;
  let guard: Barrier<PoolClient>;
  beforeAll(async () => {
    ledger = await openLedger();
    guard = barrier(ledger.pool);
  });
  afterAll(() => ledger.close());

  /** The bank: what it does is in its ledger, in the transaction of the barrier's row. */
  const charge: Behaviour = (call) =>
    answered(call, { run: (tx) => note(tx, call.sagaId, 'charged').then(() => ({ paymentId: 'pay-9' })) });
  const refund: Behaviour = (call) => answered(call, { compensate: (tx) => note(tx, call.sagaId, 'refunded') });
  async function answered(call: SagaCall, handlers: Parameters<Barrier<PoolClient>['handle']>[1]): Promise<unknown> {
    const answer = await guard.handle(call, handlers);
    if (answer.outcome === 'refused') throw refusal(answer);
    return answer.result;
  }
  const losesItsAnswer =
    (behaviour: Behaviour): Behaviour =>
    async (call) => {
      await behaviour(call);
      throw new Error('connection reset');
    };

  it('answers a duplicate with the first answer, and takes effect once', async () => {
    const id = at.newId();
    at.desk.script(id, 'charge', losesItsAnswer(charge), losesItsAnswer(charge), charge);
    await expect(at.sagas.execute(bookingSaga, { id, input: { tripId: id } })).resolves.toMatchObject({
      paymentId: 'pay-9',
    });
    expect(await ledger.effectsOf(id)).toEqual(['charged']);
  });

  it('refuses a run that comes after its undo was accepted, and the empty undo does nothing', async () => {
    const id = at.newId();
    const network = gate();
    const late: Promise<unknown>[] = [];
    // The request leaves, the connection breaks, and the request arrives when all is over.
    at.desk.script(id, 'charge', async (call) => {
      late.push(waitsFor(network.opened, charge)(call).catch((error: unknown) => error));
      throw new Error('connection reset');
    });
    at.desk.script(id, 'refund', refund);
    await expect(at.sagas.execute(bookingSaga, { id, input: { tripId: id } })).rejects.toMatchObject({
      sagaCause: { kind: 'inDoubt', step: 'chargeCard' },
    });
    network.open();
    const answers = await Promise.all(late);
    expect(answers.length).toBeGreaterThan(1);
    for (const answer of answers) expect(answer).toMatchObject({ details: [{ code: 'ALREADY_COMPENSATED' }] });
    expect(await ledger.effectsOf(id)).toEqual([]);
  });

  it('undoes what happened though nobody heard of it, once, and refuses what comes later', async () => {
    const id = at.newId();
    at.desk.script(id, 'charge', losesItsAnswer(charge));
    at.desk.script(id, 'refund', losesItsAnswer(refund), refund);
    await expect(at.sagas.execute(bookingSaga, { id, input: { tripId: id } })).rejects.toMatchObject({
      sagaCause: { kind: 'inDoubt', step: 'chargeCard' },
    });
    expect(await ledger.effectsOf(id)).toEqual(['charged', 'refunded']);
    const run = at.desk.seen(id).find(({ activity }) => activity === 'charge');
    // A duplicate gets its first answer even after the undo, and changes nothing.
    await expect(charge(run?.call as SagaCall)).resolves.toEqual({ paymentId: 'pay-9' });
    expect(await ledger.effectsOf(id)).toEqual(['charged', 'refunded']);
  });

  it('stores a refusal with none of its effects, so that no later try of the run can succeed', async () => {
    const id = at.newId();
    const declines: Behaviour = (call) =>
      answered(call, {
        run: async (tx) => {
          await note(tx, id, 'charged');
          throw new Refusal('CARD_DECLINED');
        },
      });
    at.desk.script(id, 'charge', declines);
    await expect(at.sagas.execute(bookingSaga, { id, input: { tripId: id } })).rejects.toMatchObject({
      sagaCause: { kind: 'refused', code: 'CARD_DECLINED' },
    });
    const run = at.desk.seen(id).find(({ activity }) => activity === 'charge');
    await expect(charge(run?.call as SagaCall)).rejects.toMatchObject({ details: [{ code: 'CARD_DECLINED' }] });
    expect(await ledger.effectsOf(id)).toEqual([]);
  });

  it('forgets the refusal of an undo, so that an operator’s retry can succeed', async () => {
    const id = at.newId();
    const closed: Behaviour = (call) =>
      answered(call, {
        compensate: async () => {
          throw new Refusal('ACCOUNT_CLOSED');
        },
      });
    at.desk.script(id, 'charge', losesItsAnswer(charge));
    at.desk.script(id, 'refund', closed, refund);
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
    await trip.resolve({ actor: 'ops', reason: 'opened again', step: 'chargeCard', action: 'retry' });
    await expect(trip.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    expect(await ledger.effectsOf(id)).toEqual(['charged', 'refunded']);
  });
});
