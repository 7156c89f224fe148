import { expectations as expect } from '../expectations.ts';
import type { Guarantee } from '../guarantee.ts';

/** Every call may come again: an answer is lost, a worker dies, a network doubles. @internal */
export const duplicates: readonly Guarantee[] = [
  {
    name: 'compensation',
    promise: 'What a run does, its compensation undoes.',
    rule: 'R1',
    needs: ['compensate', 'observe'],
    hasEffects: true,
    async attack({ begin }) {
      const saga = await begin();
      expect.applied('A run', await saga.run());
      await expect.standing(saga, 1, 'After a run that was applied');
      expect.applied('Its compensation', await saga.compensate());
      await expect.standing(saga, 0, 'After its compensation');
    },
  },
  {
    name: 'duplicate-run',
    promise: 'A run that comes again gets the first answer, and has no second effect.',
    rule: 'R11',
    hasEffects: true,
    async attack({ begin }) {
      const saga = await begin();
      const first = await saga.run();
      expect.applied('A run', first);
      for (const which of ['second', 'third']) expect.same(`The ${which} of equal runs`, await saga.run(), first);
      await expect.standing(saga, 1, 'After three equal runs');
    },
  },
  {
    name: 'concurrent-run',
    promise: 'Equal runs that come at once have one effect and one answer.',
    rule: 'R11',
    hasEffects: true,
    async attack({ eachRound, atOnce, concurrency }) {
      await eachRound(async (saga) => {
        const [first, ...others] = await atOnce(() => saga.run());
        if (first === undefined) return;
        expect.applied(`One of ${concurrency} equal runs at once`, first);
        for (const other of others) expect.same(`Another of ${concurrency} equal runs at once`, other, first);
        await expect.standing(saga, 1, `After ${concurrency} equal runs at once`);
      });
    },
  },
  {
    name: 'duplicate-compensation',
    promise: 'A compensation that comes again gets the first answer, and undoes nothing twice.',
    rule: 'R11',
    needs: ['compensate'],
    hasEffects: true,
    async attack({ begin }) {
      const saga = await begin();
      expect.applied('A run', await saga.run());
      const first = await saga.compensate();
      expect.applied('Its compensation', first);
      for (const which of ['second', 'third']) {
        expect.same(`The ${which} of equal compensations`, await saga.compensate(), first);
      }
      await expect.standing(saga, 0, 'After a run and three equal compensations');
    },
  },
  {
    name: 'concurrent-compensation',
    promise: 'Equal compensations that come at once undo once.',
    rule: 'R11',
    needs: ['compensate'],
    hasEffects: true,
    async attack({ eachRound, atOnce, concurrency }) {
      await eachRound(async (saga) => {
        expect.applied('A run', await saga.run());
        for (const outcome of await atOnce(() => saga.compensate())) {
          expect.applied(`One of ${concurrency} equal compensations at once`, outcome);
        }
        await expect.standing(saga, 0, `After ${concurrency} equal compensations at once`);
      });
    },
  },
  {
    name: 'run-after-end',
    promise: 'A run that comes again after its compensation gets its first answer, and no effect.',
    rule: 'R11',
    needs: ['compensate'],
    hasEffects: true,
    async attack({ begin, atOnce, concurrency }) {
      const saga = await begin();
      const first = await saga.run();
      expect.applied('A run', first);
      expect.applied('Its compensation', await saga.compensate());
      expect.same('The same run after its compensation', await saga.run(), first);
      for (const again of await atOnce(() => saga.run())) {
        expect.same(`One of ${concurrency} equal runs after the compensation`, again, first);
      }
      await expect.standing(saga, 0, 'After runs that came again when all was over');
    },
  },
];
