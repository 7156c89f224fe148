import { describe, expect, it } from 'vitest';
import { bookings } from '../support/booking-sagas.ts';
import { applies, fails, refuses } from '../support/desk.ts';
import { openDesk, settings } from '../support/open-desk.ts';

const decider = { actor: 'operator-1', reason: 'refunded in the bank’s own page' };

describe.each(settings)(
  'R7, a call that must succeed is never swallowed (calls: $execution, cache: $cache)',
  ({ execution, worker }) => {
    const at = openDesk(worker);
    const { bookingSaga } = bookings[execution];

    async function withRefundParked() {
      const id = at.newId();
      at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
      at.desk.script(id, 'refund', fails('bank closed'));
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await expect.poll(() => at.desk.names(id)).toContain('release');
      await expect.poll(async () => (await trip.status()).steps[1]?.status).toBe('compensated');
      return { id, trip };
    }

    it('tries an undo again until it is done', async () => {
      const id = at.newId();
      at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
      at.desk.script(id, 'refund', fails(), fails(), applies());
      await expect(at.sagas.execute(bookingSaga, { id, input: { tripId: id } })).rejects.toThrow('SOLD_OUT');
      expect(at.desk.names(id).slice(-5)).toEqual(['refund', 'refund', 'refund', 'release', 'close']);
    });

    it('parks an undo whose time ran out, undoes the others, and leaves the last for after the decision', async () => {
      const { id, trip } = await withRefundParked();
      const { status, steps } = await trip.status();
      expect(status).toBe('needsAttention');
      expect(steps.map((step) => [step.name, step.status])).toEqual([
        ['openTrip', 'applied'],
        ['reserveRoom', 'compensated'],
        ['readWeather', 'compensated'],
        ['chargeCard', 'parked'],
        ['confirmTrip', 'refused'],
        ['sendTicket', 'skipped'],
      ]);
      expect(steps[3]?.parked).toMatchObject({
        operation: 'compensate',
        code: expect.stringMatching(/TIMEOUT|FAILED/),
      });
      await trip.resolve({ ...decider, step: 'chargeCard', action: 'resolvedElsewhere' });
      await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'refused', code: 'SOLD_OUT' } });
      expect(at.desk.names(id).at(-1)).toBe('close');
    });

    it('parks an undo that is refused at once, and tries it again with a person’s argument under a new key', async () => {
      const id = at.newId();
      at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
      at.desk.script(id, 'refund', refuses('ACCOUNT_CLOSED'), applies());
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
      expect(at.desk.names(id).filter((name) => name === 'refund')).toHaveLength(1);
      await trip.resolve({ ...decider, step: 'chargeCard', action: 'retry', argument: { iban: 'X' } });
      await expect(trip.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
      const retried = at.desk.seen(id).filter(({ activity }) => activity === 'refund')[1];
      expect(retried).toMatchObject({
        argument: { iban: 'X' },
        call: { key: `${id}/chargeCard/compensate~1`, mustSucceed: true },
      });
    });

    it('ends the unwinding when a person gives an undo up', async () => {
      const { trip } = await withRefundParked();
      await trip.resolve({ ...decider, step: 'chargeCard', action: 'skip' });
      await expect(trip.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
      expect((await trip.status()).steps[3]?.status).toBe('skipped');
    });

    it('refuses a decision that does not fit, before it is written', async () => {
      const { id, trip } = await withRefundParked();
      const before = (await at.temporal.workflow.getHandle(id).fetchHistory()).events?.length;
      await expect(trip.resolve({ ...decider, step: 'reserveRoom', action: 'retry' })).rejects.toMatchObject({
        code: 'DECISION_MISFIT',
      });
      await expect(trip.resolve({ ...decider, step: 'nowhere', action: 'retry' })).rejects.toThrow("no step 'nowhere'");
      await expect(trip.resolve({ actor: '', reason: '', step: 'chargeCard', action: 'retry' })).rejects.toThrow(
        'actor',
      );
      const events = (await at.temporal.workflow.getHandle(id).fetchHistory()).events ?? [];
      expect(events.some(({ workflowExecutionUpdateAcceptedEventAttributes: accepted }) => accepted)).toBe(false);
      expect(events.length).toBe(before);
      await trip.resolve({ ...decider, step: 'chargeCard', action: 'skip' });
      await expect(trip.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    });
  },
);
