import { Broken } from '../broken.ts';
import { expectations as expect } from '../expectations.ts';
import type { Guarantee } from '../guarantee.ts';
import type { SagaUnderAttack, Variation } from '../saga-under-attack.ts';

const required = ['Idempotency-Key', 'Saga-Id', 'Saga-Step', 'Saga-Operation'] as const;

const without =
  (name: string): NonNullable<Variation['headers']> =>
  ({ [name]: _, ...others }) =>
    others;

/** Whatever of a run's headers is no header of the protocol, or does not fit the others. */
function malformedHeaders(saga: SagaUnderAttack): readonly (readonly [name: string, value: string, what: string])[] {
  return [
    ['Saga-Operation', 'undo', 'an operation that there is not'],
    ['Saga-Id', '%zz', 'a percent-encoding that can not be read'],
    ['Saga-Not-After', 'tomorrow', 'no Unix time in milliseconds'],
    ['Saga-Must-Succeed', 'perhaps', 'neither true nor left out'],
    ['Idempotency-Key', saga.runKey.replace(saga.sagaId, `${saga.sagaId}-2`), "another saga's key"],
    ['Idempotency-Key', saga.runKey.replace(/run$/, 'compensate'), "the compensation's key on a run"],
  ];
}

/** A request that is no call of the protocol must do nothing: taken for something, it would be something else than was meant. @internal */
export const headers: readonly Guarantee[] = [
  {
    name: 'missing-header',
    promise: 'A call that lacks a header of the protocol is answered 400, and has no effect.',
    rule: 'R10',
    hasEffects: true,
    async attack({ begin, has }) {
      const saga = await begin();
      for (const name of required) {
        expect.wrong(`A run without ${name}`, await saga.run({ headers: without(name) }));
        await expect.standing(saga, 0, `After a run without ${name}`);
      }
      expect.applied('The run with all its headers, after those', await saga.run());
      if (!has('compensate')) return;
      for (const name of required) {
        expect.wrong(`A compensation without ${name}`, await saga.compensate({ headers: without(name) }));
        await expect.standing(saga, 1, `After a compensation without ${name}`);
      }
    },
  },
  {
    name: 'malformed-header',
    promise: 'A call whose headers are malformed, or do not fit each other, is answered 400, and has no effect.',
    rule: 'R10',
    hasEffects: true,
    async attack({ begin }) {
      const saga = await begin();
      for (const [name, value, what] of malformedHeaders(saga)) {
        const outcome = await saga.run({ headers: (all) => ({ ...all, [name]: value }) });
        expect.wrong(`A run whose ${name} was '${value}' (${what})`, outcome);
        await expect.standing(saga, 0, `After a run whose ${name} was ${what}`);
      }
      expect.applied('The run with its own headers, after those', await saga.run());
    },
  },
  {
    name: 'wrong-operation',
    promise: 'A call that comes to the address of another operation is answered 400, and has no effect.',
    rule: 'R10',
    needs: ['compensate', 'twoAddresses'],
    hasEffects: true,
    async attack({ begin }) {
      const saga = await begin();
      expect.wrong("A run at its compensation's address", await saga.run({ request: 'compensate' }));
      await expect.standing(saga, 0, "After a run at its compensation's address");
      const run = await saga.run();
      if (run.kind !== 'applied')
        throw new Broken(`The run at its own address, after that, ${run.words}; it must be applied.`);
      expect.wrong("A compensation at its run's address", await saga.compensate({ request: 'run' }));
      await expect.standing(saga, 1, "After a compensation at its run's address");
    },
  },
];
