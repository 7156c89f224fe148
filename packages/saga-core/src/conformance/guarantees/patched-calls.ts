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
  {
    name: 'patched-duplicate',
    promise: 'An operator’s call that was applied is known as any other: it is repeated, fenced and undone as one.',
    rule: 'R8',
    needs: ['refuse'],
    hasEffects: true,
    async attack({ begin, has }) {
      const saga = await begin();
      expect.refused('A run that must be refused', await saga.run({ request: 'refuse' }));
      const first = await saga.run({ patch: 1 });
      expect.applied("An operator's run (key ~1)", first);
      expect.same("The same operator's run again", await saga.run({ patch: 1 }), first);
      await expect.standing(saga, 1, "After two equal runs of an operator's");
      if (has('fence')) expect.fencedAsApplied("A fence after an operator's run", await saga.fence(), first);
      if (!has('compensate')) return;
      expect.applied("The compensation of an operator's run", await saga.compensate());
      await expect.standing(saga, 0, "After the compensation of an operator's run");
      expect.same("The operator's run after its compensation", await saga.run({ patch: 1 }), first);
      await expect.standing(saga, 0, "After an operator's run that came again when all was over");
    },
  },
  {
    name: 'patched-after-compensation',
    promise: 'An operator’s run that first comes after the step’s compensation is refused, and has no effect.',
    rule: 'R11',
    needs: ['compensate'],
    hasEffects: true,
    async attack({ begin, has }) {
      const empty = await begin();
      expect.applied('A compensation whose run never came', await empty.compensate());
      expect.refused("An operator's run after it", await empty.run({ patch: 1 }));
      await expect.standing(empty, 0, "After an operator's run that came too late");
      if (!has('refuse')) return;
      const saga = await begin();
      expect.refused('A run that must be refused', await saga.run({ request: 'refuse' }));
      expect.applied('The compensation of a refused run', await saga.compensate());
      expect.refused("An operator's run after it", await saga.run({ patch: 1 }));
      await expect.standing(saga, 0, "After a refused run, its compensation and an operator's run");
    },
  },
  {
    name: 'patched-after-fence',
    promise: 'After a fence that said never, an operator’s run is refused too, and has no effect.',
    rule: 'R11',
    needs: ['fence'],
    hasEffects: true,
    async attack({ begin, has }) {
      const unseen = await begin();
      expect.fencedOff('A fence whose run never came', await unseen.fence());
      expect.refused("An operator's run after its fence said never", await unseen.run({ patch: 1 }));
      await expect.standing(unseen, 0, "After an operator's run that was fenced off");
      if (!has('refuse')) return;
      const saga = await begin();
      expect.refused('A run that must be refused', await saga.run({ request: 'refuse' }));
      expect.fencedOff('A fence after a refused run', await saga.fence());
      expect.refused("An operator's run after its fence said never", await saga.run({ patch: 1 }));
      expect.fencedOff('A fence after that', await saga.fence());
      await expect.standing(saga, 0, "After a refused run, its fence and an operator's run");
    },
  },
];
