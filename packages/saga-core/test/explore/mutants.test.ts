import { type ExploreReport, explore, simulate } from 'saga-core/testing';
import { describe, expect, it } from 'vitest';
import type { Instead } from '../../src/testing/saga-setup.ts';
import { barrierMutants } from './mutants/barrier-mutants.ts';
import { carryMutants } from './mutants/carry-mutants.ts';
import { engineMutants } from './mutants/engine-mutants.ts';
import { shopInput, shopParticipants, shopPromises, shopSaga } from './shop-saga.ts';

const setup = { input: shopInput, participants: shopParticipants, invariants: shopPromises };

function exploreShop(instead: Instead, reductions = true): ExploreReport {
  // Another saga went before, on the same barrier: what it wrote down must not matter to this one.
  const { rows } = simulate(shopSaga, { ...setup, sagaId: 'shop-0', finish: true, instead });
  // One continuation is what the last of them needs, and makes no difference to the others.
  return explore(shopSaga, { ...setup, reductions, limits: { continuations: 1 }, instead: { ...instead, rows } });
}

/** What each mutant breaks first, and in how many moves. Were it something else, a mutant would no longer be what its name says. */
const found: Readonly<Record<string, readonly [moves: number, promise: string]>> = {
  'undo registered after the step succeeded': [2, 'a compensated saga leaves no money behind, and no open order'],
  'cancellable undo': [3, 'a compensated saga leaves no money behind, and no open order'],
  'swallowed undo error': [3, 'a compensated saga leaves no money behind, and no open order'],
  'wrong undo order': [5, 'a closed order holds no money'],
  'early terminal status': [2, 'a compensated saga leaves no money behind, and no open order'],
  'parked undo overtaken by the step that comes last': [6, 'a closed order holds no money'],
  'no barrier': [3, 'an order that has ended never changes again'],
  'no key': [4, 'a compensated saga leaves no money behind, and no open order'],
  'select-then-write barrier': [5, 'a compensated saga leaves no money behind, and no open order'],
  'no tombstone': [4, 'a compensated saga leaves no money behind, and no open order'],
  'refund more than captured': [7, 'refunded is never more than charged'],
  'key not scoped to the saga': [4, 'refunded is never more than charged'],
  "stored refusal blocks an operator's retry": [
    9,
    'a call that must succeed is refused only by a participant that was asked',
  ],
  'undo stack lost on continue-as-new': [4, 'a compensated saga leaves no money behind, and no open order'],
};

const mutants: readonly (readonly [string, Instead])[] = [
  ...Object.entries(engineMutants).map(([name, decide]) => [name, { decide }] as const),
  ...Object.entries(carryMutants).map(([name, carry]) => [name, { carry }] as const),
  ...Object.entries(barrierMutants).map(([name, barrier]) => [name, { barrier }] as const),
];

describe('the explorer finds what is wrong with', () => {
  it.each(mutants)('%s', (name, instead) => {
    const { violations, exhaustive } = exploreShop(instead);
    expect([violations[0]?.schedule.length, violations[0]?.promise]).toEqual(found[name]);
    expect(violations[0]?.schedule.length).toBeLessThanOrEqual(15);
    expect(exhaustive).toBe(false);
  });
});

describe('and without reductions it takes as many moves to find', () => {
  it.each(mutants)('%s', (name, instead) => {
    expect(exploreShop(instead, false).violations[0]?.schedule.length).toBe(found[name]?.[0]);
  });
});

it('finds nothing wrong with the shipping engine and the barrier, in the same saga with the same promises', () => {
  const { violations, exhaustive } = exploreShop({});
  expect(violations).toEqual([]);
  expect(exhaustive).toBe(true);
});
