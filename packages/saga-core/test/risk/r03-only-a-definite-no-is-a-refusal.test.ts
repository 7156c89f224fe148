import { describe, expect, it } from 'vitest';
import { bookings } from '../support/booking-sagas.ts';
import { applies, fails, refuses, waitsFor } from '../support/desk.ts';
import { gate } from '../support/gate.ts';
import { openDesk, settings } from '../support/open-desk.ts';

describe.each(settings)(
  'R3, only a participant’s definite no is a refusal (calls: $execution, cache: $cache)',
  ({ execution, worker }) => {
    const at = openDesk(worker);
    const { bookingSaga, parkingBookingSaga } = bookings[execution];

    it('tries again what failed without a definite no, under the same key, and goes on when it is applied', async () => {
      const id = at.newId();
      at.desk.script(id, 'charge', fails('503'), fails('reset'), applies({ paymentId: 'pay-3' }));
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await expect(trip.result()).resolves.toMatchObject({ paymentId: 'pay-3' });
      const charges = at.desk.seen(id).filter(({ activity }) => activity === 'charge');
      expect(charges.map(({ call }) => call.key)).toEqual(Array(3).fill(`${id}/chargeCard/run`));
      const { steps } = await trip.status();
      expect(steps.find(({ name }) => name === 'chargeCard')).toMatchObject({ status: 'applied', attempts: 3 });
    });

    it('shows how often a call in flight was tried', async () => {
      const id = at.newId();
      const held = gate();
      at.desk.script(id, 'charge', fails(), waitsFor(held.opened));
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await expect.poll(() => at.desk.names(id).filter((name) => name === 'charge').length).toBe(2);
      expect((await trip.status()).steps.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 2, 0, 0]);
      held.open();
      await trip.result();
      expect((await trip.status()).steps.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 2, 1, 1]);
    });

    it('is in doubt when no try answered within the budget', async () => {
      const id = at.newId();
      const never = gate();
      at.desk.script(id, 'charge', waitsFor(never.opened));
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await expect(trip.result()).rejects.toMatchObject({
        sagaCause: { kind: 'inDoubt', step: 'chargeCard', code: 'TIMEOUT' },
      });
      expect(at.desk.names(id)).toContain('refund');
      never.open();
    });

    it('does not try a refused call again', async () => {
      const id = at.newId();
      at.desk.script(id, 'reserve', refuses('FULL'));
      await expect(at.sagas.execute(bookingSaga, { id, input: { tripId: id } })).rejects.toMatchObject({
        sagaCause: { kind: 'refused', step: 'reserveRoom', code: 'FULL' },
      });
      expect(at.desk.order(id)).toEqual(['open', 'reserve', 'close']);
      expect(at.desk.names(id).filter((name) => name === 'reserve')).toHaveLength(1);
    });

    it('tells Temporal that a refusal is business as usual, which no failure is', async () => {
      const id = at.newId();
      at.desk.script(id, 'reserve', fails(), refuses('FULL'));
      await expect(at.sagas.execute(bookingSaga, { id, input: { tripId: id } })).rejects.toThrow();
      const { events } = await at.temporal.workflow.getHandle(id).fetchHistory();
      const failures = events?.map(
        (event) => event.activityTaskFailedEventAttributes?.failure ?? event.markerRecordedEventAttributes?.failure,
      );
      const infos = failures?.flatMap((failure) => failure?.applicationFailureInfo ?? []) ?? [];
      expect(infos.filter(({ type }) => type === 'saga-core/refused').map(({ category }) => category)).toEqual([1]);
      expect(infos.filter(({ type, category }) => type !== 'saga-core/refused' && category === 1)).toEqual([]);
    });

    it('lets a call in flight settle before the undo, and takes its result into account', async () => {
      const id = at.newId();
      const charged = gate();
      at.desk.script(id, 'charge', waitsFor(charged.opened, applies({ paymentId: 'pay-9' })));
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await at.desk.hasSeen(id, 'charge');
      await expect(trip.cancel()).resolves.toEqual({ accepted: true });
      await expect(trip.status()).resolves.toMatchObject({ status: 'compensating', cause: { kind: 'cancelled' } });
      expect(at.desk.names(id)).not.toContain('release');
      charged.open();
      await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'cancelled' } });
      expect(at.desk.seen(id).find(({ activity }) => activity === 'refund')?.argument).toEqual({ paymentId: 'pay-9' });
    });

    it('parks a step in doubt where it was asked to, until a person says what happened', async () => {
      const id = at.newId();
      at.desk.script(id, 'charge', fails());
      const trip = await at.sagas.start(parkingBookingSaga, { id, input: { tripId: id } });
      await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
      expect(at.desk.names(id)).not.toContain('refund');
      await trip.resolve({
        step: 'chargeCard',
        action: 'resolvedElsewhere',
        outcome: 'applied',
        result: { paymentId: 'pay-by-hand' },
        actor: 'operator-1',
        reason: 'seen on the bank statement',
      });
      await expect(trip.result()).resolves.toBe('pay-by-hand');
    });
  },
);
