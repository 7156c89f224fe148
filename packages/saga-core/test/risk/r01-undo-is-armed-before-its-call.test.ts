import { SagaCompensatedError } from 'saga-core/client';
import { describe, expect, it } from 'vitest';
import { bookings } from '../support/booking-sagas.ts';
import { applies, fails, refuses } from '../support/desk.ts';
import { openDesk, settings } from '../support/open-desk.ts';

describe.each(settings)(
  'R1, undo is armed before its call is sent (calls: $execution, cache: $cache)',
  ({ execution, worker }) => {
    const at = openDesk(worker);
    const { bookingSaga } = bookings[execution];

    it('undoes a step that ended in doubt, though it never gave a result', async () => {
      const id = at.newId();
      at.desk.script(id, 'charge', fails());
      const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
      await expect(trip.result()).rejects.toThrow(SagaCompensatedError);
      expect(at.desk.names(id).filter((name) => name === 'charge').length).toBeGreaterThan(1);
      const undos = at.desk.names(id).slice(at.desk.names(id).lastIndexOf('charge') + 1);
      expect(undos).toEqual(['refund', 'release', 'close']);
      const refund = at.desk.seen(id).find(({ activity }) => activity === 'refund');
      expect(refund?.argument).toEqual({ chargeKey: `${id}/chargeCard/run` });
    });

    it('does not undo a step that was refused', async () => {
      const id = at.newId();
      at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
      await expect(at.sagas.execute(bookingSaga, { id, input: { tripId: id } })).rejects.toMatchObject({
        sagaCause: { kind: 'refused', step: 'chargeCard', code: 'CARD_DECLINED' },
      });
      expect(at.desk.order(id)).toEqual(['open', 'reserve', 'open', 'charge', 'release', 'close']);
    });

    it('completes with every step applied once when nothing goes wrong', async () => {
      const id = at.newId();
      at.desk.script(id, 'charge', applies({ paymentId: 'pay-7' }));
      await expect(at.sagas.execute(bookingSaga, { id, input: { tripId: id } })).resolves.toEqual({
        paymentId: 'pay-7',
        ticket: 'T1',
      });
      expect(at.desk.order(id)).toEqual(['open', 'reserve', 'open', 'charge', 'confirm', 'ticket']);
    });
  },
);
