import { nothing, participant, type SagaBuilder, saga } from 'saga-core';
import { describe, expect, it } from 'vitest';
import type { AnySaga } from '../../src/definition/saga-definition.ts';
import { addressOf, itemKeyOf } from '../../src/engine/address.ts';
import { decide } from '../../src/engine/decide.ts';
import { whyWordIsNotHeard } from '../../src/engine/hear-word.ts';
import { initialState } from '../../src/engine/initial-state.ts';
import type { SagaCommand } from '../../src/engine/saga-command.ts';
import type { SagaEvent } from '../../src/engine/saga-event.ts';

interface Activities {
  take(argument: unknown): Promise<void>;
  give(argument: unknown): Promise<void>;
}
const shop = participant<Activities>('shop');
const call = shop.take(() => ({}));
const undone = { compensate: shop.give(() => ({})) };

const listSaga = (concurrency: number) =>
  saga<{ readonly keys: readonly string[] }>('list', { unwind: 'parallel' })
    .forEach(
      ({ input }) => input.keys,
      { key: (key) => key, concurrency },
      (each) => each.step('take', call, undone),
    )
    .returns();

/** Answers every call as applied, but for those that `answer` knows better, and counts how many are under way at once. */
function play(
  definition: AnySaga,
  input: unknown,
  id = 'list-1',
  answer: (step: string) => SagaEvent | undefined = () => undefined,
) {
  let state = initialState(definition, id, input);
  let most = 0;
  const waiting: SagaCommand[] = [];
  const tell = (event: SagaEvent) => {
    const [next, commands] = decide(definition, state, event);
    state = next;
    waiting.push(...commands.filter(({ kind }) => kind === 'performCall'));
    most = Math.max(most, waiting.length);
  };
  tell({ kind: 'sagaStarted' });
  for (let command = waiting.shift(); command !== undefined; command = waiting.shift()) {
    if (command.kind !== 'performCall' || command.operation === 'probe' || command.operation === 'fence') continue;
    const { operation } = command;
    const { step } = command.call;
    tell(
      (operation === 'run' ? answer(step) : undefined) ?? { kind: 'callApplied', step, operation, result: undefined },
    );
  }
  return { state, most };
}

describe('the engine stays within what Temporal takes', () => {
  it('never has more undos under way than Temporal lets one workflow have calls', () => {
    const keys = Array.from({ length: 700 }, (_, index) => `item-${index}`);
    const { state, most } = play(listSaga(10), { keys }, 'list-1', (step) =>
      step === 'take/item-699'
        ? { kind: 'callRefused', step, operation: 'run', refused: { code: 'SOLD_OUT' } }
        : undefined,
    );
    expect(state.status).toBe('compensated');
    expect(Object.values(state.steps).filter(({ status }) => status === 'compensated')).toHaveLength(699);
    expect(most).toBe(500);
  });

  it('refuses a list that would have more items under way', () => {
    expect(() => listSaga(501)).toThrow(/from 1 to 500/);
  });

  it.each([
    ['no item has a key whose encoding is longer than an activity’s id', '中'.repeat(200)],
    ['no item has a key that is no text of its own', ''],
  ])('%s', (_promise, key) => {
    const { state } = play(listSaga(1), { keys: [key] });
    expect(state).toMatchObject({ status: 'compensated', cause: { kind: 'refused', code: 'ITEMS_FAILED' } });
  });

  it('starts no child saga whose id Temporal would not take', () => {
    const inner = saga<null>('inner').step('take', call, undone).returns();
    const outer = saga<null>('outer')
      .step('take', call, undone)
      .saga('child', inner, () => null)
      .returns();
    const { state } = play(outer, null, '中'.repeat(330));
    expect(state).toMatchObject({ status: 'compensated', cause: { step: 'child', code: 'ARGUMENT_FAILED' } });
    expect(state.steps.take?.status).toBe('compensated');
  });

  it('closes a saga with a cause that fits into a failure', () => {
    const definition = listSaga(1);
    const [state] = decide(definition, play(definition, { keys: [] }, 'list-2').state, { kind: 'sagaStarted' });
    expect(state.status).toBe('completed');
    const [waiting] = decide(waitingSaga, initialState(waitingSaga, 'w', null), { kind: 'sagaStarted' });
    const refused = { code: 'C'.repeat(1_000_000), detail: 'd'.repeat(1_000_000) };
    const [{ cause }] = decide(waitingSaga, waiting, { kind: 'wordGiven', step: 'approval', word: { refused } });
    expect([cause?.code?.length, cause?.detail?.length]).toEqual([100, 1_000]);
  });
});

const waitingSaga = saga<null>('waiting').waitFor('approval', { timeout: '1d' }).returns();

describe('what comes without types', () => {
  it.each([
    { word: { refuse: { code: 'NO' } } },
    { word: { value: 1, Refused: { code: 'NO' } } },
    { word: [] },
    { word: { refused: { code: ' ' } } },
    { word: { refused: null } },
    { word: 'yes' },
    { word: null },
  ])('hears no yes in %j', ({ word }) => {
    const [state] = decide(waitingSaga, initialState(waitingSaga, 'w', null), { kind: 'sagaStarted' });
    expect(whyWordIsNotHeard(waitingSaga, state, 'approval', word as never)).toMatch(/^A word/);
    expect(decide(waitingSaga, state, { kind: 'wordGiven', step: 'approval', word: word as never })[0]).toEqual(state);
  });

  it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'a'.repeat(101), '__proto__', ''])(
    'takes no step named %j',
    (name) => {
      const builder: SagaBuilder<null, Record<never, never>> = saga<null>('named');
      expect(() => builder.step(name as 'x', call, { compensate: nothing })).toThrow(/name/);
    },
  );

  it.each(['', null, {}, 5n, Number.NaN, Infinity, 1e300, '9999999d', '1 parsec', -1, 0, '-5s', true, Symbol('soon')])(
    'takes no timeout of %s, and says whose it is',
    (timeout) => {
      const options = { compensate: nothing, timeout: timeout as number };
      expect(() => saga<null>('hurried').step('take', call, options)).toThrow(
        expect.objectContaining({
          code: 'INVALID_DURATION',
          message: expect.stringContaining("step 'take'.timeout is"),
        }),
      );
    },
  );

  it('takes no output that is no function, which a saga would find out when all else is done', () => {
    const builder = saga<null>('endless').step('take', call, undone);
    for (const output of [5, null, 'x', {}])
      expect(() => builder.returns(output as never)).toThrow(/returns.*function/);
  });

  it.each([undefined, null, 5, 'a/b', ''])('takes no participant named %j', (name) => {
    expect(() => participant(name as never)).toThrow(expect.objectContaining({ code: 'INVALID_NAME' }));
  });

  it('never ends a child’s id as that of an unwinding ends, whatever its item is called', () => {
    expect(addressOf('child', 'unwind')).not.toMatch(/\/unwind$/);
    expect(itemKeyOf(addressOf('child', 'unwind'))).toBe('unwind');
  });
});
