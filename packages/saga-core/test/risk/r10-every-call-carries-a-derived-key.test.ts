import { describe, expect, it } from 'vitest';
import { bookings } from '../support/booking-sagas.ts';
import { refuses } from '../support/desk.ts';
import { openDesk, settings } from '../support/open-desk.ts';

describe.each(settings)(
  'R10, every call carries a key that the engine derived (calls: $execution, cache: $cache)',
  ({ execution, worker }) => {
    const at = openDesk(worker);
    const { bookingSaga } = bookings[execution];

    it('names saga, step and operation, percent-encoded, and tells when the budget of a step ends', async () => {
      const id = `${at.newId()}/ä b`;
      const encoded = encodeURIComponent(id);
      at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
      const before = Date.now();
      await expect(at.sagas.execute(bookingSaga, { id, input: { tripId: id } })).rejects.toThrow('SOLD_OUT');
      const calls = at.desk.seen(id).map(({ call }) => call);
      expect(calls.map(({ key }) => key)).toEqual([
        `${encoded}/openTrip/run`,
        `${encoded}/reserveRoom/run`,
        `${encoded}/readWeather/run`,
        `${encoded}/chargeCard/run`,
        `${encoded}/confirmTrip/run`,
        `${encoded}/chargeCard/compensate`,
        `${encoded}/reserveRoom/compensate`,
        `${encoded}/openTrip/compensate`,
      ]);
      expect(calls.every(({ sagaId }) => sagaId === id)).toBe(true);
      for (const { operation, step, notAfter, mustSucceed } of calls) {
        const isBounded = operation === 'run' && step !== 'confirmTrip';
        expect(notAfter === undefined).toBe(!isBounded);
        if (notAfter !== undefined) expect(notAfter).toBeGreaterThan(before + 1_500);
        expect(mustSucceed).toBe(operation === 'compensate' ? true : undefined);
      }
    });
  },
);
