import { expectations as expect } from '../expectations.ts';
import type { Guarantee } from '../guarantee.ts';

/** A fence asks whether the pivot was applied, and sees to it that the answer stays true. @internal */
export const fences: readonly Guarantee[] = [
  {
    name: 'fence-before-run',
    promise: 'After a fence that said never, the run is refused for good.',
    rule: 'R11',
    needs: ['fence'],
    hasEffects: true,
    async attack({ begin }) {
      const saga = await begin();
      expect.fencedOff('A fence whose run never came', await saga.fence());
      const run = await saga.run();
      expect.refused('A run after its fence said never', run);
      expect.same('The same run again', await saga.run(), run);
      expect.fencedOff('A fence after that', await saga.fence());
      await expect.standing(saga, 0, 'After a run that was fenced off');
    },
  },
  {
    name: 'fence-after-run',
    promise: 'A fence after the run says applied, with the run’s result; after a refused run it says never.',
    rule: 'R11',
    needs: ['fence'],
    hasEffects: true,
    async attack({ begin, has }) {
      const saga = await begin();
      const run = await saga.run();
      expect.applied('A run', run);
      for (const which of ['A fence after it', 'The same fence again'])
        expect.fencedAsApplied(which, await saga.fence(), run);
      expect.same('The run, after its fence', await saga.run(), run);
      await expect.standing(saga, 1, 'After a run and its fences');
      if (!has('refuse')) return;
      const other = await begin();
      expect.refused('A run that must be refused', await other.run({ request: 'refuse' }));
      expect.fencedOff('A fence after a refused run', await other.fence());
    },
  },
  {
    name: 'race-of-run-and-fence',
    promise: 'Whoever comes first, the fence’s answer stays true.',
    rule: 'R11',
    needs: ['fence'],
    hasEffects: true,
    async attack({ eachRound, race }) {
      await eachRound(async (saga, draw) => {
        const { ones, others } = await race(
          draw,
          () => saga.run(),
          () => saga.fence(),
        );
        const [run] = ones;
        if (run === undefined) return;
        if (run.kind !== 'applied') expect.refused('A run that raced its fence', run);
        for (const other of ones) expect.same('Another of the equal runs that raced their fence', other, run);
        for (const fence of others) {
          if (run.kind === 'applied') expect.fencedAsApplied('A fence that raced a run which was applied', fence, run);
          else expect.fencedOff('A fence that raced a run which was refused', fence);
        }
        await expect.standing(saga, run.kind === 'applied' ? 1 : 0, `After a fence raced a run that ${run.words}`);
      });
    },
  },
];
