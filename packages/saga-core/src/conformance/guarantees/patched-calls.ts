import { expectations as expect } from '../expectations.ts';
import type { Guarantee } from '../guarantee.ts';

/** An operator may send a call again with another argument. Its key ends in `~1`, and it is still the same step's. @internal */
export const patchedCalls: readonly Guarantee[] = [
  {
    name: 'patched-call',
    promise: 'An operator’s call with another argument has no second effect where the first one was applied.',
    rule: 'R8',
    hasEffects: true,
    async attack({ begin, has }) {
      const saga = await begin();
      const run = await saga.run();
      expect.applied('A run', run);
      expect.same("An operator's run (key ~1)", await saga.run({ patch: 1 }), run);
      await expect.standing(saga, 1, "After a run and an operator's run");
      if (!has('compensate')) return;
      expect.applied('Its compensation', await saga.compensate());
      expect.applied("An operator's compensation (key ~1)", await saga.compensate({ patch: 1 }));
      await expect.standing(saga, 0, "After a compensation and an operator's compensation");
    },
  },
  {
    name: 'patched-refusal',
    promise: 'An operator’s call may be applied where the call before it was refused.',
    rule: 'R8',
    needs: ['refuse'],
    hasEffects: true,
    async attack({ begin }) {
      const saga = await begin();
      expect.refused('A run that must be refused', await saga.run({ request: 'refuse' }));
      const refused = await saga.run({ request: 'refuse', patch: 1 });
      expect.refused("An operator's run (key ~1) that must be refused", refused);
      expect.applied("An operator's run (key ~2), when nothing stood in its way", await saga.run({ patch: 2 }));
      await expect.standing(saga, 1, "After an operator's run that was applied");
    },
  },
];
