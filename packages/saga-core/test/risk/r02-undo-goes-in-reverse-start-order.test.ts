import { describe, expect, it } from 'vitest';
import { bookings } from '../support/booking-sagas.ts';
import { refuses, waitsFor } from '../support/desk.ts';
import { gate } from '../support/gate.ts';
import { openDesk, settings } from '../support/open-desk.ts';

describe.each(settings)(
  'R2, unwinding goes in reverse start order (calls: $execution, cache: $cache)',
  ({ execution, worker }) => {
    const at = openDesk(worker);
    const { bookingSaga, parallelBookingSaga } = bookings[execution];

    it('undoes the last step first and waits for each undo before the next', async () => {
      const id = at.newId();
      const released = gate();
      at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
      at.desk.script(id, 'refund', waitsFor(released.opened));
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await at.desk.hasSeen(id, 'refund');
      expect(at.desk.names(id)).not.toContain('release');
      released.open();
      await expect(trip.result()).rejects.toMatchObject({
        sagaCause: { kind: 'refused', step: 'confirmTrip', code: 'SOLD_OUT' },
      });
      expect(at.desk.order(id).slice(-4)).toEqual(['confirm', 'refund', 'release', 'close']);
    });

    it('sends all undos at once when asked to, but for the step that is undone last', async () => {
      const id = at.newId();
      const released = gate();
      at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
      at.desk.script(id, 'release', waitsFor(released.opened));
      const trip = await at.sagas.start(parallelBookingSaga, { id, input: { tripId: id } });
      await at.desk.hasSeen(id, 'release');
      expect(at.desk.names(id)).not.toContain('close');
      released.open();
      await expect(trip.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
      expect(at.desk.order(id).slice(-2)).toEqual(['release', 'close']);
    });

    it('gives an undo only the results that were applied', async () => {
      const id = at.newId();
      at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
      await expect(at.sagas.execute(bookingSaga, { id, input: { tripId: id } })).rejects.toThrow('CARD_DECLINED');
      const release = at.desk.seen(id).find(({ activity }) => activity === 'release');
      expect(release?.argument).toEqual({ tripId: id, results: { reserveRoom: { room: '12' } } });
    });
  },
);
