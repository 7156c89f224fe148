import fc from 'fast-check';
import type { AnySaga } from 'saga-core';
import {
  type Given,
  given,
  type ParticipantModel,
  type SimulatedCall,
  type Simulation,
  simulate,
} from 'saga-core/testing';
import { describe, expect, it } from 'vitest';
import { canCancel } from '../../src/engine/point-of-no-return.ts';
import { randomShape, sagaOf } from '../engine/random-saga.ts';

// The saga's names are random, so no type knows them.
type Sentence = Given<Record<string, unknown>, unknown>;

/** Whether a step is refused, by chance and by its address: the same for both. */
function isChosen(address: string, chance: readonly number[]): boolean {
  const sum = [...address].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return chance[sum % chance.length] === 0;
}

interface Chances {
  readonly run: readonly number[];
  readonly undo: readonly number[];
}

function participantsOf({ run, undo: undone }: Chances): Record<string, ParticipantModel<null>> {
  const addressIn = (key: string) => key.split('/').slice(1, -1).join('/');
  const act = (_state: null, _argument: never, { key }: { readonly key: string }) =>
    isChosen(addressIn(key), run)
      ? { refused: { code: 'NO' } }
      : { state: null, result: `result of ${addressIn(key)}` };
  const undo = (_state: null, _argument: never, { key }: { readonly key: string }) =>
    isChosen(addressIn(key), undone) ? { refused: { code: 'STUCK' } } : { state: null };
  const ask = () => ({ state: null, result: { kind: 'unknown' } });
  return {
    thing: { initial: null, activities: { act, undo, ask } },
    child: { initial: null, activities: { run: act, unwind: () => ({ state: null }) } },
  };
}

// Of each call that the simulation sent the sentence tells what its model answered, and nothing of any other: that would fail.
function told(saga: AnySaga, { calls, schedule }: Simulation<unknown>, chances: Chances): Sentence {
  const begun = given(saga).withInput({ some: 'input' }, { sagaId: 'random-1' }) as unknown as Sentence;
  // Calls take no time here, so a millisecond between two words is enough for all that follows from the first.
  const words = schedule
    .filter((move) => move.move === 'say')
    .reduce((sentence, { step }, index) => sentence.after(index + 1).hears(step, 'a word'), begun);
  return calls.reduce((sentence, { step, operation, activity }) => {
    if (operation === 'run')
      return isChosen(step, chances.run)
        ? sentence.when(step).isRefused('NO')
        : sentence.when(step).succeeds(`result of ${step}`);
    // The barrier accepts an undo of what never ran, and asks no model.
    const hasRun = calls.some((call) => call.step === step && call.operation === 'run');
    if (operation === 'compensate' && activity === 'thing.undo' && hasRun && isChosen(step, chances.undo))
      return sentence.whenUndoing(step).isRefused('STUCK');
    return sentence;
  }, words);
}

const isUndo = ({ operation }: SimulatedCall) => operation === 'compensate';
const chance = fc.array(fc.nat({ max: 5 }), { minLength: 7, maxLength: 7 });

describe('what a sentence says is what a simulation shows', () => {
  it('of any saga: the same calls in the same order, the same end, for the same cause', () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(randomShape, chance, chance, fc.boolean(), (shape, run, undo, isCancelled) => {
        const saga = sagaOf(shape);
        // Which of two that are under way answers first is nobody's promise, so nothing may follow from it.
        const hasSiblings = /"parallel"|"concurrency":[2-9]/.test(JSON.stringify([shape.before, shape.after]));
        const chances = { run: hasSiblings ? [1] : run, undo };
        const options = {
          input: { some: 'input' },
          sagaId: 'random-1',
          participants: participantsOf(chances),
          finish: true,
        };
        const { saga: atStart } = simulate(saga, { ...options, finish: false });
        const [first] = atStart.started;
        // One that is turned back as it starts, or begins with its pivot, can't be cancelled.
        const cancel = isCancelled && first !== undefined && atStart.cause === undefined && canCancel(saga, atStart);
        const simulation = simulate(saga, { ...options, schedule: cancel ? [{ move: 'cancel' }] : [] });
        if (hasSiblings && simulation.saga.cause?.kind === 'refused') return;
        const sentence = told(saga, simulation, chances);
        const { expect: expected } = (cancel ? sentence.at(first).isCancelled() : sentence) as Sentence;
        const { status, cause, steps } = simulation.saga;
        ends.add(status);
        const [called, ...more] = simulation.calls.map(({ activity }) => activity);
        if (called !== undefined) expected.calls(called, ...more);
        if (called !== undefined && !hasSiblings) {
          expected.calls(called, ...more).andNoOthers();
          expected.undoes(...new Set(simulation.calls.filter(isUndo).map(({ step }) => step)));
        }
        if (cause !== undefined) expected.cause(cause);
        if (status === 'completed' || status === 'compensated') expected.ends(status);
        for (const [step, state] of Object.entries(steps)) {
          expected.step(step, state.status);
          if (state.parked !== undefined) expected.waitsForDecision(step, state.parked.code);
        }
      }),
      { numRuns: Number(process.env.SAGA_PROPERTY_RUNS ?? 300) },
    );
    // Every end was met, or this would say little.
    expect([...ends].sort()).toEqual(['compensated', 'completed', 'needsAttention']);
  });
});
