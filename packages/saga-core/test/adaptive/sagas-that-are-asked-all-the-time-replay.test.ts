import { setTimeout } from 'node:timers/promises';
import { Worker } from '@temporalio/worker';
import type { SagaCall } from 'saga-core/activity';
import { describe, expect, inject, it } from 'vitest';
import { bookings } from '../support/booking-sagas.ts';
import { applies, refuses } from '../support/desk.ts';
import { openDesk } from '../support/open-desk.ts';

// A query that is answered while a call is tried locally ends the workflow task early: the try's result is written in that task, and
// the workflow hears of it in the next. A replay hears of it in the first one. Rare: SAGA_ASKED=40 asks more sagas, and shows within some
// hundreds of them what a mistake here does.
describe('sagas that are asked for their status all the time', () => {
  const at = openDesk();

  // Undone at the same time, some calls are tried locally beside others that are not.
  it.each([bookings.adaptive.bookingSaga, bookings.adaptive.parallelBookingSaga])(
    'replay as they ran: $name',
    async (booking) => {
      const started = await Promise.all(
        Array.from({ length: Number(process.env.SAGA_ASKED ?? 14) }, async (_, n) => {
          const id = at.newId();
          const slow = (result?: unknown) => async (call: SagaCall) => {
            await setTimeout(5 + Math.random() * 250);
            return await applies(result)(call);
          };
          for (const activity of ['open', 'close', 'release', 'refund'] as const) at.desk.script(id, activity, slow());
          at.desk.script(id, 'reserve', slow({ room: '12' }));
          at.desk.script(id, 'charge', slow({ paymentId: 'p' }));
          at.desk.script(id, 'ticket', slow({ ticket: 'T' }));
          if (n % 3 === 0) at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
          return await at.sagas.start<{ tripId: string }, unknown, unknown>(booking, {
            id,
            input: { tripId: id },
            // A machine that is busy must not park an undo, for which nobody is there to decide.
            timeoutScale: 20,
          });
        }),
      );
      await Promise.all(
        started.map(async (handle, n) => {
          let over = false;
          // Some are cancelled meanwhile, in one way or the other.
          const cancel = setTimeout(Math.random() * 1_500).then(async () => {
            if (n % 3 !== 2) await handle.cancel().catch(() => undefined);
            if (n % 3 === 2) await at.temporal.workflow.getHandle(handle.id).cancel();
          });
          const ending = handle.result().then(
            () => (over = true),
            () => (over = true),
          );
          while (!over) await handle.status().catch(() => undefined);
          await Promise.all([ending, cancel]);
        }),
      );
      const broken: string[] = [];
      for (const { id } of started) {
        const history = await at.temporal.workflow.getHandle(id).fetchHistory();
        await Worker.runReplayHistory(
          { workflowBundle: { codePath: inject('workflowBundlePath') } },
          history,
          id,
        ).catch((error: unknown) => broken.push(String(error)));
      }
      expect(broken).toEqual([]);
    },
    240_000,
  );
});
