import 'saga-core/vitest';
import { explore } from 'saga-core/testing';
import { describe, expect, it } from 'vitest';
import { engineMutants } from '../explore/mutants/engine-mutants.ts';
import { shopInput, shopParticipants, shopPromises, shopSaga } from '../explore/shop-saga.ts';

const setup = { input: shopInput, participants: shopParticipants, invariants: shopPromises };
const decide = engineMutants['cancellable undo'];
const broken = explore(shopSaga, { ...setup, instead: decide === undefined ? {} : { decide } });
const promise = 'a compensated saga leaves no money behind, and no open order';

/** What an assertion that must fail says. */
function complaint(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('The assertion holds.');
}

describe('expect(explore(…))', () => {
  it('toHold() passes when all was walked and nothing broke', () => {
    const held = explore(shopSaga, { ...setup, limits: { attempts: 1 } });
    expect(held).toHold();
    expect(held).not.toBreak();
    expect(complaint(() => expect(held).not.toHold())).toContain('Every promise holds in all');
    expect(complaint(() => expect(held).toBreak(promise))).toContain('nothing broke in');
  });

  it('toHold() fails with the shortest counterexample, as a story and as a schedule', () => {
    expect(broken).not.toHold();
    const message = complaint(() => expect(broken).toHold());
    expect(message).toContain(`Broken: ${promise}`);
    expect(message).toContain(broken.violations[0]?.timeline.join('\n'));
    expect(message).toContain(JSON.stringify(broken.violations[0]?.schedule));
  });

  it('toHold() fails when the search stopped before its end: it has shown nothing', () => {
    const stopped = explore(shopSaga, { ...setup, limits: { states: 50 } });
    expect(stopped.violations).toEqual([]);
    expect(complaint(() => expect(stopped).toHold())).toContain('raise limits.states');
  });

  it('toBreak() passes when this promise is broken, and names the one that is meant', () => {
    expect(broken).toBreak();
    expect(broken).toBreak(promise);
    expect(complaint(() => expect(broken).toBreak(`${promise}s`))).toContain(`Did you mean '${promise}'?`);
    expect(complaint(() => expect(broken).not.toBreak(promise))).toContain('was expected to hold');
  });

  it.each([
    ['a report that was not awaited', Promise.resolve(broken)],
    ['nothing', undefined],
  ])('takes no %s, with or without `not`', (_what, value) => {
    expect(() => expect(value).toHold()).toThrow(TypeError);
    expect(() => expect(value).not.toHold()).toThrow(TypeError);
    expect(() => expect(value).not.toBreak()).toThrow(TypeError);
  });
});
