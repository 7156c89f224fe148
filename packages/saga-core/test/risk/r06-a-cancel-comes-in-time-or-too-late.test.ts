import { describe, expect, it } from 'vitest';
import { bookings } from '../support/booking-sagas.ts';
import { applies, refuses, waitsFor } from '../support/desk.ts';
import { gate } from '../support/gate.ts';
import { openDesk, settings } from '../support/open-desk.ts';

describe.each(settings)(
  'R6, a cancel comes in time or too late, and never stops an undo (calls: $execution, cache: $cache)',
  ({ execution, worker }) => {
    const at = openDesk(worker);
    const { bookingSaga, hurriedBookingSaga } = bookings[execution];
    const forward = ['open', 'reserve', 'charge'] as const;

    it.each(forward)('unwinds when it comes while %s is in flight, and closes as Canceled', async (activity) => {
      const id = at.newId();
      const held = gate();
      at.desk.script(id, activity, waitsFor(held.opened));
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await at.desk.hasSeen(id, activity);
      await expect(trip.cancel()).resolves.toEqual({ accepted: true });
      held.open();
      await expect(trip.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED', sagaCause: { kind: 'cancelled' } });
      expect(at.desk.names(id).at(-1)).toBe('close');
      expect(at.desk.names(id)).not.toContain('confirm');
      expect((await at.temporal.workflow.getHandle(id).describe()).status.name).toBe('CANCELLED');
    });

    it('unwinds on Temporal’s own cancel too', async () => {
      const id = at.newId();
      const held = gate();
      at.desk.script(id, 'reserve', waitsFor(held.opened));
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await at.desk.hasSeen(id, 'reserve');
      await at.temporal.workflow.getHandle(id).cancel();
      // Temporal tells a saga of it with its next workflow task: one whose local tries go on may get beyond its pivot before.
      await expect.poll(async () => (await trip.status()).status).toBe('compensating');
      held.open();
      await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'cancelled' } });
      expect(at.desk.order(id).filter((name) => name !== 'refund')).toEqual(['open', 'reserve', 'release', 'close']);
    });

    it('keeps the first cause: a cancel while unwinding is accepted and changes nothing', async () => {
      const id = at.newId();
      const held = gate();
      at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
      at.desk.script(id, 'release', waitsFor(held.opened));
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await at.desk.hasSeen(id, 'release');
      await expect(trip.cancel()).resolves.toEqual({ accepted: true });
      await expect(trip.cancel()).resolves.toEqual({ accepted: true });
      held.open();
      await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'refused', step: 'chargeCard' } });
      expect(at.desk.order(id).slice(-2)).toEqual(['release', 'close']);
    });

    it('never stops an undo, not even by Temporal’s own cancel', async () => {
      const id = at.newId();
      const held = gate();
      at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
      at.desk.script(id, 'release', waitsFor(held.opened));
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await at.desk.hasSeen(id, 'release');
      await at.temporal.workflow.getHandle(id).cancel();
      held.open();
      await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'refused', step: 'chargeCard' } });
      expect(at.desk.order(id).slice(-2)).toEqual(['release', 'close']);
    });

    it('answers too late once the pivot was sent, though nobody knows yet what became of it', async () => {
      const id = at.newId();
      const held = gate();
      at.desk.script(id, 'confirm', waitsFor(held.opened));
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await at.desk.hasSeen(id, 'confirm');
      await expect(trip.cancel()).resolves.toEqual({ accepted: false, code: 'TOO_LATE' });
      await at.temporal.workflow.getHandle(id).cancel();
      held.open();
      await expect(trip.result()).resolves.toMatchObject({ ticket: 'T1' });
      expect(at.desk.names(id)).not.toContain('refund');
    });

    it('answers too late once the saga has ended', async () => {
      const id = at.newId();
      await at.sagas.execute(bookingSaga, { id, input: { tripId: id } });
      await expect(at.sagas.handle(bookingSaga, id).cancel()).resolves.toEqual({ accepted: false, code: 'TOO_LATE' });
    });

    it('unwinds when the deadline passes before the pivot is sent', async () => {
      const id = at.newId();
      const held = gate();
      at.desk.script(id, 'charge', waitsFor(held.opened));
      const trip = await at.sagas.start(hurriedBookingSaga, { id, input: { tripId: id } });
      await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'deadline' } });
      held.open();
      expect(at.desk.order(id).slice(-3)).toEqual(['refund', 'release', 'close']);
    });

    it('lets the deadline pass unnoticed once the pivot was sent', async () => {
      const id = at.newId();
      // The pivot answers only after more than the deadline: workflow time is real time here.
      at.desk.script(id, 'confirm', (call) =>
        new Promise((resolve) => setTimeout(resolve, 4_500)).then(() => applies()(call)),
      );
      await expect(at.sagas.execute(hurriedBookingSaga, { id, input: { tripId: id } })).resolves.toBe('booked');
      const { events } = await at.temporal.workflow.getHandle(id).fetchHistory();
      // Where calls are tried locally its timer is left alone, and tells nothing when it fires.
      const hasFired = events?.some(({ timerFiredEventAttributes }) => timerFiredEventAttributes);
      expect(hasFired).toBe(execution === 'adaptive');
    });

    it('sets no workflow timeout', async () => {
      const id = at.newId();
      await at.sagas.execute(bookingSaga, { id, input: { tripId: id } });
      const { events } = await at.temporal.workflow.getHandle(id).fetchHistory();
      const started = events?.[0]?.workflowExecutionStartedEventAttributes;
      expect(Number(started?.workflowExecutionTimeout?.seconds ?? 0)).toBe(0);
      expect(Number(started?.workflowRunTimeout?.seconds ?? 0)).toBe(0);
    });
  },
);
