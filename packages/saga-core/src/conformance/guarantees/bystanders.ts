import { Broken } from '../broken.ts';
import { expectations as expect } from '../expectations.ts';
import type { Guarantee } from '../guarantee.ts';

/** A call is for one step of one saga, and for nothing beside it. @internal */
export const bystanders: readonly Guarantee[] = [
  {
    name: 'other-body',
    promise: 'A run that comes again with another body never has a second effect, nor another definite answer.',
    rule: 'R11',
    needs: ['refuse'],
    hasEffects: true,
    async attack({ begin }) {
      const saga = await begin();
      const first = await saga.run();
      expect.applied('A run', first);
      const other = await saga.run({ request: 'refuse' });
      // That the key was used for another request is a mistake of the caller, and may be said so.
      const isRebuked = other.kind === 'rejected' && (other.status === 400 || other.status === 422);
      if (!isRebuked)
        expect.same('A run with the same key and another body, which alone would be refused,', other, first);
      await expect.standing(saga, 1, 'After a run that came again with another body');
    },
  },
  {
    name: 'other-sagas',
    promise: 'What is done to one saga leaves every other as it is.',
    rule: 'R10',
    needs: ['compensate'],
    hasEffects: true,
    async attack({ begin }) {
      const bystander = await begin();
      const first = await bystander.run();
      expect.applied('A run', first);
      const empty = await begin();
      expect.applied('A compensation of a saga whose run never came', await empty.compensate());
      await expect.standing(bystander, 1, "After another saga's compensation");
      const whole = await begin();
      expect.applied("Another saga's run", await whole.run());
      expect.applied("Another saga's compensation", await whole.compensate());
      await expect.standing(bystander, 1, "After another saga's run and compensation");
      expect.same('The first saga’s run, when it came again', await bystander.run(), first);
    },
  },
  {
    name: 'other-steps',
    promise: 'The compensation of one step leaves the saga’s other steps as they are.',
    rule: 'R10',
    needs: ['compensate', 'observe'],
    hasEffects: true,
    async attack({ begin }) {
      const saga = await begin();
      expect.applied('A run', await saga.run());
      const other = await saga.compensate({ step: 'anotherStep' });
      // A participant may know its steps by name, and say that this is none.
      if (other.kind !== 'applied' && other.kind !== 'rejected') {
        throw new Broken(
          `A compensation for another step of the saga ${other.words}; it is empty (204), or wrong (4xx).`,
        );
      }
      await expect.standing(saga, 1, "After another step's compensation");
    },
  },
  {
    name: 'other-items',
    promise: 'Two items of one step are told apart: each is run by itself, and undone by itself.',
    rule: 'R10',
    hasEffects: true,
    async attack({ begin, has }) {
      const saga = await begin({ item: 'first' });
      if (has('compensate')) {
        const absent = await begin({ item: 'absent', of: saga });
        const empty = await absent.compensate();
        if (empty.kind === 'rejected') return;
        expect.applied("The compensation of an item (Saga-Step: '<step>/absent') whose run never came", empty);
      }
      const first = await saga.run();
      // A participant may know its steps by name, and say that this is none.
      if (first.kind === 'rejected') return;
      expect.applied("The run of another item (Saga-Step: '<step>/first')", first);
      await expect.standing(saga, 1, "After one item's compensation and another's run");
      const other = await begin({ item: 'second', of: saga });
      expect.applied("The run of the next item (Saga-Step: '<step>/second')", await other.run());
      await expect.standing(other, 1, 'After the runs of two items, of the second');
      if (!has('compensate')) return;
      expect.applied("The second item's compensation", await other.compensate());
      await expect.standing(other, 0, "After the second item's compensation, of the second");
      await expect.standing(saga, 1, "After the second item's compensation, of the first");
    },
  },
];
