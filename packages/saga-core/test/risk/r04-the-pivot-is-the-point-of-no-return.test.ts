import { describe, expect, it } from 'vitest';
import { bookings } from '../support/booking-sagas.ts';
import { applies, fails } from '../support/desk.ts';
import { openDesk, settings } from '../support/open-desk.ts';

const decider = { actor: 'operator-1', reason: 'asked the hotel' };

describe.each(settings)(
  'R4, the pivot is the point of no return (calls: $execution, cache: $cache)',
  ({ execution, worker }) => {
    const at = openDesk(worker);
    const { bookingSaga } = bookings[execution];

    it('is tried until its answer is definite', async () => {
      const id = at.newId();
      at.desk.script(id, 'confirm', fails(), fails(), applies());
      await expect(at.sagas.execute(bookingSaga, { id, input: { tripId: id } })).resolves.toMatchObject({
        ticket: 'T1',
      });
      expect(at.desk.names(id).filter((name) => name === 'confirm')).toHaveLength(3);
    });

    async function withPivotInDoubt() {
      const id = at.newId();
      at.desk.script(id, 'confirm', fails());
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
      return { id, trip };
    }

    it('is never undone on doubt: it waits for a decision, and refuses a cancel meanwhile', async () => {
      const { id, trip } = await withPivotInDoubt();
      expect(at.desk.names(id)).not.toContain('refund');
      await expect(trip.cancel()).resolves.toEqual({ accepted: false, code: 'TOO_LATE' });
      await trip.resolve({ ...decider, step: 'confirmTrip', action: 'resolvedElsewhere', outcome: 'applied' });
      await expect(trip.result()).resolves.toMatchObject({ ticket: 'T1' });
      expect(at.desk.names(id)).not.toContain('refund');
    });

    it('unwinds when a person says that it was refused', async () => {
      const { id, trip } = await withPivotInDoubt();
      await trip.resolve({ ...decider, step: 'confirmTrip', action: 'resolvedElsewhere', outcome: 'refused' });
      await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'refused', step: 'confirmTrip' } });
      expect(at.desk.order(id).slice(-3)).toEqual(['refund', 'release', 'close']);
    });

    it('goes on when a person has it tried again', async () => {
      const { id, trip } = await withPivotInDoubt();
      at.desk.script(id, 'confirm', applies());
      await trip.resolve({ ...decider, step: 'confirmTrip', action: 'retry' });
      await expect(trip.result()).resolves.toMatchObject({ ticket: 'T1' });
    });
  },
);
