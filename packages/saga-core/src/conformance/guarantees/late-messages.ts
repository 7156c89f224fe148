import { Broken } from '../broken.ts';
import { expectations as expect } from '../expectations.ts';
import type { Guarantee } from '../guarantee.ts';

/** A message may overtake another: the compensation comes before its run, or at the same time. @internal */
export const lateMessages: readonly Guarantee[] = [
  {
    name: 'empty-compensation',
    promise: 'A compensation whose run never came is accepted with 204, and undoes nothing.',
    rule: 'R11',
    needs: ['compensate'],
    hasEffects: true,
    async attack({ begin }) {
      const saga = await begin();
      for (const which of ['A compensation whose run never came', 'The same compensation again']) {
        const outcome = await saga.compensate();
        if (outcome.status !== 204) throw new Broken(`${which} ${outcome.words}; it must be answered 204.`);
      }
      await expect.standing(saga, 0, 'After a compensation without a run');
    },
  },
  {
    name: 'late-run',
    promise: 'A run that first comes after its compensation is refused, and has no effect.',
    rule: 'R11',
    needs: ['compensate'],
    hasEffects: true,
    async attack({ begin, atOnce, concurrency }) {
      const saga = await begin();
      expect.applied('A compensation whose run never came', await saga.compensate());
      const first = await saga.run();
      expect.refused('A run that came after its compensation', first, 'ALREADY_COMPENSATED');
      for (const again of await atOnce(() => saga.run())) {
        expect.same(`One of ${concurrency} such runs at once`, again, first);
      }
      await expect.standing(saga, 0, 'After runs that came too late');
    },
  },
  {
    name: 'race-of-run-and-compensation',
    promise: 'Whoever comes first, nothing stands after a run and its compensation.',
    rule: 'R11',
    needs: ['compensate'],
    hasEffects: true,
    async attack({ eachRound, race }) {
      await eachRound(async (saga, draw) => {
        const { ones, others } = await race(
          draw,
          () => saga.run(),
          () => saga.compensate(),
        );
        for (const outcome of others) expect.applied('A compensation that raced its run', outcome);
        const last = await saga.run();
        if (last.kind !== 'applied') expect.refused('A run after the race', last, 'ALREADY_COMPENSATED');
        for (const outcome of ones) expect.same('One of the equal runs that raced their compensation', outcome, last);
        await expect.standing(saga, 0, 'After a run raced its compensation');
      });
    },
  },
];
