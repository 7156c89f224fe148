import { defaultPayloadConverter } from '@temporalio/common';
import type { OperatorAction, OperatorDecision } from 'saga-core/client';
import { describe, type ExpectStatic, it } from 'vitest';
import { bookings } from '../support/booking-sagas.ts';
import { applies, fails, refuses } from '../support/desk.ts';
import { openDesk, settings } from '../support/open-desk.ts';

const decider = { actor: 'operator-1', reason: 'the bank’s page shows it' };

describe.each(settings)(
  'R8, a person’s decision is heard, or leaves no trace (calls: $execution, cache: $cache)',
  ({ execution, worker }) => {
    const at = openDesk(worker);
    const { bookingSaga, parkingBookingSaga } = bookings[execution];
    const accepted = async (id: string) => {
      const { events } = await at.temporal.workflow.getHandle(id).fetchHistory();
      return events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes) ?? [];
    };

    /**
     * A saga whose pivot, retriable step, undo or charge waits for a decision. What is refused stays refused until then: a try
     * that is lost with its workflow task is sent again, and a participant answers it as before.
     */
    async function parked(what: 'pivot' | 'retriable' | 'undo' | 'charge', expect: ExpectStatic) {
      const id = at.newId();
      if (what === 'pivot') at.desk.script(id, 'confirm', fails('no answer'));
      if (what === 'retriable') at.desk.script(id, 'ticket', refuses('NO_PAPER'));
      if (what === 'charge') at.desk.script(id, 'charge', fails('no answer'));
      if (what === 'undo') {
        at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
        at.desk.script(id, 'refund', refuses('ACCOUNT_CLOSED'));
      }
      const saga = what === 'charge' ? parkingBookingSaga : bookingSaga;
      const trip = await at.sagas.start<{ tripId: string }, unknown, unknown>(saga, { id, input: { tripId: id } });
      await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
      return {
        id,
        trip,
        step: { pivot: 'confirmTrip', retriable: 'sendTicket', undo: 'chargeCard', charge: 'chargeCard' }[what],
      };
    }

    it.concurrent.for<[Parameters<typeof parked>[0], OperatorAction, string]>([
      ['pivot', { action: 'resolvedElsewhere', outcome: 'applied' }, 'completed'],
      ['pivot', { action: 'resolvedElsewhere', outcome: 'refused' }, 'compensated'],
      ['retriable', { action: 'retry' }, 'completed'],
      ['retriable', { action: 'retry', argument: { paper: 'A5' } }, 'completed'],
      ['retriable', { action: 'resolvedElsewhere', result: { ticket: 'by hand' } }, 'completed'],
      ['undo', { action: 'retry' }, 'compensated'],
      ['undo', { action: 'retry', argument: { iban: 'X' } }, 'compensated'],
      ['undo', { action: 'skip' }, 'compensated'],
      ['undo', { action: 'resolvedElsewhere' }, 'compensated'],
      ['charge', { action: 'resolvedElsewhere', outcome: 'applied', result: { paymentId: 'p' } }, 'completed'],
      ['charge', { action: 'resolvedElsewhere', outcome: 'refused' }, 'compensated'],
    ])('ends a parked %s by %j as %s', async ([what, action, ending], { expect }) => {
      const { id, trip, step } = await parked(what, expect);
      at.desk.script(id, 'ticket', applies({ ticket: 'T2' }));
      at.desk.script(id, 'refund', applies());
      await trip.resolve({ ...decider, ...action, step } as OperatorDecision);
      await trip.result().catch((error: { code?: string }) => {
        if (error.code !== 'SAGA_COMPENSATED') throw error;
      });
      expect((await trip.status()).status).toBe(ending);
      const [decision] = await accepted(id);
      // Who decided, what and why is in history for as long as the history is.
      const [payload] =
        decision?.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.args?.payloads ?? [];
      expect(defaultPayloadConverter.fromPayload(payload ?? {})).toEqual({ ...decider, ...action, step });
    });

    it.concurrent.for<[Parameters<typeof parked>[0], Record<string, unknown>, RegExp]>([
      ['pivot', { action: 'skip' }, /can't be skipped/],
      ['pivot', { action: 'resolvedElsewhere' }, /give `outcome`/],
      ['retriable', { action: 'resolvedElsewhere', outcome: 'refused' }, /nothing is undone/],
      // The saga's output is made of the ticket.
      ['retriable', { action: 'skip' }, /would stop the saga.*resolvedElsewhere/],
      ['undo', { action: 'resolvedElsewhere', outcome: 'refused' }, /can't be resolved as refused/],
      ['undo', { action: 'explode' }, /unknown/],
      ['undo', { action: 'retry', actor: ' ' }, /actor/],
      ['undo', { action: 'retry', reason: undefined }, /reason/],
      ['undo', { action: 'retry', step: 'confirmTrip' }, /not parked/],
      ['undo', { action: 'retry', step: '__proto__' }, /no step/],
    ])('refuses for a parked %s the decision %j, before it is written', async ([what, misfit, why], { expect }) => {
      const { id, trip, step } = await parked(what, expect);
      await expect(trip.resolve({ ...decider, step, ...misfit } as unknown as OperatorDecision)).rejects.toMatchObject({
        code: 'DECISION_MISFIT',
        message: expect.stringMatching(why),
      });
      expect(await accepted(id)).toEqual([]);
      expect((await trip.status()).status).toBe('needsAttention');
      await at.temporal.workflow.getHandle(id).terminate('the test is done');
    });
  },
);
