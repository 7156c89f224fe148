import { describe, expect, it } from 'vitest';
import { refuses } from '../support/desk.ts';
import { type Mischief, mischiefSagas } from '../support/mischief-saga.ts';
import { openDesk, settings } from '../support/open-desk.ts';

const hows = ['huge', 'promise', 'function', 'bigint', 'cyclic', 'throws'] as const satisfies Mischief['how'][];
const unmade: readonly Mischief['how'][] = ['promise', 'function', 'throws'];
const decider = { actor: 'operator-1', reason: 'the argument can’t be made' };

describe.each(settings)(
  'a mistake of the saga’s author loses nothing (calls: $execution, cache: $cache)',
  ({ execution, worker }) => {
    const at = openDesk(worker);
    const mischiefSaga = mischiefSagas[execution];

    async function needsAttention(where: Mischief['where'], how: Mischief['how']) {
      const id = at.newId();
      if (where === 'release') at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
      const trip = await at.sagas.start(mischiefSaga, { id, input: { where, how } });
      await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
      return { id, trip };
    }

    it.each(hows)('a step whose argument is wrong (%s) is not sent, and what was done is undone', async (how) => {
      const id = at.newId();
      const trip = await at.sagas.start(mischiefSaga, { id, input: { where: 'reserve', how } });
      await expect(trip.result()).rejects.toMatchObject({
        sagaCause: { kind: 'refused', step: 'reserveRoom', code: 'ARGUMENT_FAILED' },
      });
      // Where it may have been tried locally, a worker that has died since may have been luckier with the argument.
      expect(at.desk.names(id)).toEqual(
        execution === 'adaptive' && unmade.includes(how) ? ['open', 'release', 'close'] : ['open', 'close'],
      );
    });

    it.each(hows)('a pivot whose argument is wrong (%s) is not sent, and what was done is undone', async (how) => {
      const id = at.newId();
      const trip = await at.sagas.start(mischiefSaga, { id, input: { where: 'confirm', how } });
      await expect(trip.result()).rejects.toMatchObject({
        sagaCause: { kind: 'refused', step: 'confirmTrip', code: 'ARGUMENT_FAILED' },
      });
      expect(at.desk.order(id)).toEqual(['open', 'reserve', 'release', 'close']);
    });

    it.each(hows)('an undo whose argument is wrong (%s) is parked, and a person can give another', async (how) => {
      const { id, trip } = await needsAttention('release', how);
      await trip.resolve({ ...decider, step: 'reserveRoom', action: 'retry', argument: { by: 'hand' } });
      await expect(trip.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
      expect(at.desk.order(id)).toEqual(['open', 'reserve', 'confirm', 'release', 'close']);
    });

    it.each(hows)('a retriable step whose argument is wrong (%s) is parked, and nothing is undone', async (how) => {
      const { id, trip } = await needsAttention('ticket', how);
      await trip.resolve({ ...decider, step: 'sendTicket', action: 'retry', argument: { by: 'hand' } });
      await expect(trip.result()).resolves.toEqual({});
      expect(at.desk.order(id)).toEqual(['open', 'reserve', 'confirm', 'ticket']);
    });

    it.each(['huge', 'bigint', 'throws'] as const)(
      'an output that is wrong (%s) never ends the saga as failed',
      async (how) => {
        const id = at.newId();
        const trip = await at.sagas.start(mischiefSaga, { id, input: { where: 'output', how } });
        await at.desk.hasSeen(id, 'ticket');
        const workflow = at.temporal.workflow.getHandle(id);
        // Its workflow task fails until the function is mended.
        await expect
          .poll(
            async () =>
              (await workflow.fetchHistory()).events?.some((event) => event.workflowTaskFailedEventAttributes),
            { timeout: 20_000 },
          )
          .toBe(true);
        expect((await workflow.describe()).status.name).toBe('RUNNING');
        // It can be asked once more where the last call was not done in this task.
        await expect
          .poll(() => trip.status({ within: 1_000 }).catch(({ code }) => code), { timeout: 20_000 })
          .toBe('SAGA_UNAVAILABLE');
        await workflow.terminate('the test is over');
        await expect(trip.result()).rejects.toMatchObject({ code: 'SAGA_BROKEN_OFF' });
        await expect(trip.cancel()).rejects.toMatchObject({ code: 'SAGA_BROKEN_OFF' });
      },
    );

    it('refuses an id that can’t be part of a key, and a scale that means nothing', async () => {
      const input = { where: 'output', how: 'huge' } as const;
      await expect(at.sagas.start(mischiefSaga, { id: 'half a pair \ud800', input })).rejects.toThrow('well-formed');
      await expect(at.sagas.start(mischiefSaga, { id: '', input })).rejects.toThrow("saga's id");
      await expect(at.sagas.start(mischiefSaga, { id: at.newId(), input, timeoutScale: 1e9 })).rejects.toThrow(
        'timeoutScale',
      );
    });
  },
);
