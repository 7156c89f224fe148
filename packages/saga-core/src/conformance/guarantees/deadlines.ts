import { expectations as expect } from '../expectations.ts';
import type { Guarantee } from '../guarantee.ts';

const hour = 60 * 60 * 1000;

/** More than the clocks of a test environment differ by, and less than any grace that somebody would give. */
const fiveSeconds = 5_000;

/** A compensatable step's run says until when it may begin: afterwards its saga has gone another way. @internal */
export const deadlines: readonly Guarantee[] = [
  {
    name: 'deadline-passed',
    promise: 'A run that first comes after its Saga-Not-After is refused for good, and has no effect.',
    rule: 'R10',
    needs: ['compensate'],
    hasEffects: true,
    async attack({ begin }) {
      for (const [howLong, ago] of [
        ['an hour', hour],
        ['five seconds', fiveSeconds],
      ] as const) {
        const saga = await begin();
        const late = await saga.run({ notAfter: Date.now() - ago });
        expect.refused(`A run whose Saga-Not-After had passed ${howLong} before`, late, 'DEADLINE_PASSED');
        expect.same('The same run with time left', await saga.run(), late);
        await expect.standing(saga, 0, `After a run whose time had passed ${howLong} before`);
      }
    },
  },
  {
    name: 'deadline-while-running',
    promise: 'A run whose Saga-Not-After passes while it is performed is applied or refused, and never half of each.',
    rule: 'R10',
    needs: ['compensate'],
    hasEffects: true,
    async attack({ eachRound, usualTime }) {
      await eachRound(async (saga, _draw, spread) => {
        const notAfter = Date.now() + Math.round(1.5 * usualTime() * spread);
        const run = await saga.run({ notAfter });
        if (run.kind !== 'applied') {
          expect.refused('A run whose Saga-Not-After passed about when it came', run, 'DEADLINE_PASSED');
        }
        expect.same('The same run after its deadline', await saga.run({ notAfter }), run);
        await expect.standing(saga, run.kind === 'applied' ? 1 : 0, `After such a run, which ${run.words}`);
      });
    },
  },
  {
    name: 'duplicate-after-deadline',
    promise: 'A run that was applied gets its first answer, also when it comes again after its Saga-Not-After.',
    rule: 'R11',
    needs: ['compensate'],
    hasEffects: true,
    async attack({ begin }) {
      const saga = await begin();
      const first = await saga.run();
      expect.applied('A run', first);
      expect.same('The same run after its Saga-Not-After', await saga.run({ notAfter: Date.now() - hour }), first);
      await expect.standing(saga, 1, 'After a run that came again after its deadline');
    },
  },
];
