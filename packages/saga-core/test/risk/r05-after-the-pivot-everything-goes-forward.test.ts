import { describe, expect, it } from 'vitest';
import { bookings } from '../support/booking-sagas.ts';
import { applies, fails, refuses, waitsFor } from '../support/desk.ts';
import { gate } from '../support/gate.ts';
import { openDesk, settings } from '../support/open-desk.ts';

const decider = { actor: 'operator-1', reason: 'printed by hand' };

describe.each(settings)(
  'R5, after the pivot everything goes forward (calls: $execution, cache: $cache)',
  ({ execution, worker }) => {
    const at = openDesk(worker);
    const { bookingSaga } = bookings[execution];

    it('tries a retriable step until it is done', async () => {
      const id = at.newId();
      at.desk.script(id, 'ticket', fails(), fails(), fails(), applies({ ticket: 'T4' }));
      await expect(at.sagas.execute(bookingSaga, { id, input: { tripId: id } })).resolves.toMatchObject({
        ticket: 'T4',
      });
      expect(at.desk.names(id)).not.toContain('refund');
    });

    it('undoes nothing when a cancel comes after the pivot, by update or by Temporal', async () => {
      const id = at.newId();
      const printed = gate();
      at.desk.script(id, 'ticket', waitsFor(printed.opened));
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await at.desk.hasSeen(id, 'ticket');
      await expect(trip.cancel()).resolves.toEqual({ accepted: false, code: 'TOO_LATE' });
      await at.temporal.workflow.getHandle(id).cancel();
      printed.open();
      await expect(trip.result()).resolves.toMatchObject({ ticket: 'T1' });
      expect(at.desk.order(id)).toEqual(['open', 'reserve', 'open', 'charge', 'confirm', 'ticket']);
    });

    it('parks a retriable step that is refused, and undoes nothing', async () => {
      const id = at.newId();
      at.desk.script(id, 'ticket', refuses('NO_PAPER'));
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
      const { steps } = await trip.status();
      expect(steps.at(-1)).toMatchObject({
        name: 'sendTicket',
        status: 'parked',
        parked: { operation: 'run', code: 'NO_PAPER' },
      });
      await trip.resolve({ ...decider, step: 'sendTicket', action: 'resolvedElsewhere', result: { ticket: 'hand' } });
      await expect(trip.result()).resolves.toMatchObject({ ticket: 'hand' });
      expect(at.desk.names(id)).not.toContain('refund');
    });
  },
);
