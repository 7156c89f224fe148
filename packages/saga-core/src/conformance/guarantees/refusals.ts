import { expectations as expect } from '../expectations.ts';
import type { Guarantee } from '../guarantee.ts';

/** A no is an answer: for good where the saga goes another way after it, and forgotten where the call must succeed in the end. @internal */
export const refusals: readonly Guarantee[] = [
  {
    name: 'refusal-stands',
    promise: 'A run that was refused is refused again with the same answer, also after its compensation.',
    rule: 'R11',
    needs: ['refuse', 'storedRefusals'],
    hasEffects: false,
    async attack({ begin, has }) {
      const saga = await begin();
      const first = await saga.run({ request: 'refuse' });
      expect.refused('A run that must be refused', first);
      expect.same('The same run again', await saga.run({ request: 'refuse' }), first);
      expect.same('The run again, when nothing stood in its way', await saga.run(), first);
      if (!has('compensate')) return;
      expect.applied('The compensation of a refused run', await saga.compensate());
      expect.same('The refused run after its compensation', await saga.run({ request: 'refuse' }), first);
    },
  },
  {
    name: 'refusal-without-effect',
    promise: 'A run that was refused has no effect, and its compensation undoes none.',
    rule: 'R3',
    needs: ['refuse', 'observe'],
    hasEffects: true,
    async attack({ begin, has }) {
      const saga = await begin();
      expect.refused('A run that must be refused', await saga.run({ request: 'refuse' }));
      await expect.standing(saga, 0, 'After a run that was refused');
      if (!has('compensate')) return;
      expect.applied('The compensation of a refused run', await saga.compensate());
      await expect.standing(saga, 0, 'After the compensation of a refused run');
    },
  },
  {
    name: 'refusal-forgotten',
    promise: 'A call that must succeed may be refused now, and applied when it comes again.',
    rule: 'R11',
    needs: ['refuse', 'mustSucceed'],
    hasEffects: true,
    async attack({ begin }) {
      const saga = await begin();
      expect.refused('A run that must be refused', await saga.run({ request: 'refuse' }));
      expect.applied('The run again, when nothing stood in its way', await saga.run());
      await expect.standing(saga, 1, 'After a run that was refused, and then applied');
    },
  },
  {
    name: 'refused-compensation-forgotten',
    promise: 'A compensation may be refused now, and accepted when it comes again.',
    rule: 'R11',
    needs: ['refuseCompensation'],
    hasEffects: true,
    async attack({ begin }) {
      const saga = await begin();
      expect.applied('A run', await saga.run());
      const refused = await saga.compensate({ request: 'refuseCompensation' });
      expect.refused('A compensation that must be refused', refused);
      await expect.standing(saga, 1, 'After a compensation that was refused');
      expect.applied('The compensation again, when nothing stood in its way', await saga.compensate());
      await expect.standing(saga, 0, 'After a compensation that was refused, and then accepted');
    },
  },
];
