import { nothing, participant, saga } from 'saga-core';
import { readSagaHeaders, SagaHeaderError, sagaHeaders } from 'saga-core/participant';
import { describe, expect, it } from 'vitest';
import { requireId } from '../../src/client/saga-ids.ts';
import type { AnySaga } from '../../src/definition/saga-definition.ts';
import { decide } from '../../src/engine/decide.ts';
import { initialState } from '../../src/engine/initial-state.ts';

interface Activities {
  take(argument: unknown): Promise<void>;
}
const shop = participant<Activities>('shop');
const call = shop.take(() => ({}));
const longName = 's'.repeat(100);

const begin = (definition: AnySaga, id: string, input: unknown) =>
  decide(definition, initialState(definition, id, input), { kind: 'sagaStarted' });

/** What a participant says to the headers of a step's first call and of its undo, as a person has patched it many times. */
function taken(definition: AnySaga, id: string, input: unknown): boolean {
  const [command] = begin(definition, id, input)[1];
  if (command?.kind !== 'performCall') throw new Error(`No call was made, but ${command?.kind}.`);
  const { sagaId, step, key } = command.call;
  const undo = {
    sagaId,
    step,
    key: `${key.slice(0, -'run'.length)}compensate~99999`,
    operation: 'compensate' as const,
  };
  for (const sent of [{ sagaId, step, key, operation: 'run' as const }, undo]) {
    const headers = Object.entries(sagaHeaders(sent)).map(([name, value]) => [name.toLowerCase(), value]);
    try {
      readSagaHeaders(Object.fromEntries(headers));
    } catch (error) {
      expect(error).toBeInstanceOf(SagaHeaderError);
      return false;
    }
  }
  return true;
}

const isId = (id: string): boolean => {
  try {
    requireId(id);
    return true;
  } catch {
    return false;
  }
};

const texts = ['x', ' ', '/', '~', 'é', '中', '😀', '\0'];

describe('what a saga is started with, participants take', () => {
  const steps = saga<null>('plain').step(longName, call, { compensate: nothing }).returns();
  it.each(texts)('whatever length an id of %j has', (text) => {
    for (let length = 1; length <= 255; length += 1) {
      const id = text.repeat(length);
      if (isId(id)) expect(taken(steps, id, null)).toBe(true);
    }
    expect(isId(text)).toBe(text !== '\0');
  });

  it('takes any id of 255 ASCII characters', () => {
    expect(isId('/'.repeat(255))).toBe(true);
  });

  it('says of an id that is too long only when it is encoded how long, and what to give', () => {
    expect(() => requireId('中'.repeat(89))).toThrow(/801 characters when it is percent-encoded.*give a shorter one/s);
  });
});

describe('the items of a list', () => {
  const list = saga<readonly string[]>('list')
    .forEach(
      ({ input }) => input,
      { key: (key) => key },
      (each) => each.step(longName, call, { compensate: nothing }),
    )
    .returns();
  const ids = ['list-1', 'é'.repeat(100), '/'.repeat(255)];

  it.each(texts)('have keys of %j that participants take, or the saga is refused before anything is sent', (text) => {
    const seen = new Set<string>();
    for (const id of ids)
      for (let length = 1; length <= 200; length += 1) {
        const keys = [text.repeat(length)];
        const [state] = begin(list, id, keys);
        if (state.status === 'compensated') expect(state.cause).toMatchObject({ code: 'ITEMS_FAILED' });
        else expect(taken(list, id, keys)).toBe(true);
        seen.add(state.status);
      }
    expect(seen.has('compensated') || text === 'x').toBe(true);
  });

  it('names the key, the step and the remedy', () => {
    const [{ cause }] = begin(list, '/'.repeat(255), ['k'.repeat(200)]);
    expect(cause?.detail).toMatch(/key "k+".* of step 's+' would be 60 characters longer.*give shorter keys/);
  });
});

it('a child saga is not started with an id of which no participant would take a call', () => {
  const inner = saga<null>('inner').step('take', call, { compensate: nothing }).returns();
  const outer = saga<null>('outer')
    .saga('theChild', inner, () => null)
    .returns();
  const [state] = begin(outer, '中'.repeat(88), null);
  expect(state).toMatchObject({ status: 'compensated', cause: { step: 'theChild', code: 'ARGUMENT_FAILED' } });
  expect(state.cause?.detail).toContain('percent-encoded');
});
