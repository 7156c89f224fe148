import { describe, expect, it } from 'vitest';
import { bookings } from '../support/booking-sagas.ts';
import { refuses } from '../support/desk.ts';
import { openDesk, settings } from '../support/open-desk.ts';

describe.each(settings)(
  'R9, why a saga failed and how far its undo got are kept apart (calls: $execution, cache: $cache)',
  ({ execution, worker }) => {
    const at = openDesk(worker);
    const { bookingSaga } = bookings[execution];

    it('keeps the cause while an undo is parked, and after it was resolved', async () => {
      const id = at.newId();
      at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
      at.desk.script(id, 'refund', refuses('ACCOUNT_CLOSED'));
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      const cause = { kind: 'refused', step: 'confirmTrip', code: 'SOLD_OUT' };
      await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
      // A parked undo is no second cause, and the step that failed has no undo.
      const waiting = await trip.status();
      expect(waiting.cause).toMatchObject(cause);
      expect(waiting.steps.find(({ name }) => name === 'chargeCard')).toMatchObject({
        status: 'parked',
        parked: { operation: 'compensate', code: 'ACCOUNT_CLOSED' },
      });
      await trip.resolve({ actor: 'ops', reason: 'by hand', step: 'chargeCard', action: 'resolvedElsewhere' });
      await expect(trip.result()).rejects.toMatchObject({ sagaCause: cause });
      expect((await trip.status()).cause).toMatchObject(cause);
    });

    it('ends exactly once, with one status for each step', async () => {
      const id = at.newId();
      at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await expect(trip.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
      const { status, steps } = await trip.status();
      expect(status).toBe('compensated');
      expect(steps.map((step) => [step.name, step.status])).toEqual([
        ['openTrip', 'compensated'],
        ['reserveRoom', 'compensated'],
        ['readWeather', 'compensated'],
        ['chargeCard', 'refused'],
        ['confirmTrip', 'skipped'],
        ['sendTicket', 'skipped'],
      ]);
      const { events } = await at.temporal.workflow.getHandle(id).fetchHistory();
      const closings = events?.filter(
        (event) =>
          event.workflowExecutionCompletedEventAttributes ??
          event.workflowExecutionFailedEventAttributes ??
          event.workflowExecutionCanceledEventAttributes,
      );
      expect(closings).toHaveLength(1);
      const failure = closings?.[0]?.workflowExecutionFailedEventAttributes?.failure;
      // Temporal's own metrics and alarms leave out a benign failure: the saga has done what it should.
      expect(failure?.applicationFailureInfo).toMatchObject({ type: 'saga-core/compensated', category: 1 });
    });
  },
);
