import type { Move, Schedule } from 'saga-core/testing';
import { parkedMessage } from '../../../src/testing/parked-message.ts';
import type { SagaWorld } from '../../../src/testing/saga-world.ts';
import type { OpenCall, World } from '../../../src/testing/world.ts';
import type { Fate } from './stage.ts';

/** What can be done to a model of a saga by some moves, and to a real one as well. */
export interface Deed {
  readonly moves: Schedule;
  /** How likely it is, beside the others. */
  readonly weight: number;
  /** What becomes of the next tries of a call. */
  readonly call?: { readonly label: string; readonly fates: readonly Fate[] };
  /** The argument that a person gives. */
  readonly argument?: unknown;
}

/** Nothing goes wrong by it. */
export function isKind({ moves: [move], call }: Deed): boolean {
  if (call !== undefined) return call.fates.at(-1) === 'apply';
  return (
    (move?.move === 'child' && move.ends === 'completed') ||
    (move?.move === 'child' && move.call.endsWith('/run')) ||
    (move?.move === 'say' && move.refuse === undefined) ||
    (move?.move === 'decide' && move.decision === 'retry')
  );
}

/** All that can be done. */
export function deedsIn(model: SagaWorld, world: World): Deed[] {
  const said = model.moves(world).flatMap(({ move }): Deed[] => {
    if (move.move === 'cancel') return [{ moves: [move], weight: 1 }];
    if (move.move === 'say') return [{ moves: [move], weight: move.refuse ? 1 : 4 }];
    if (move.move !== 'decide') return [];
    return [{ moves: [move], weight: 5, ...(move.decision === 'patch' ? argumentOf(model, world, move.step) : {}) }];
  });
  return [...world.calls.flatMap((call) => ofCall(model, world, call)), ...said];
}

function ofCall(model: SagaWorld, world: World, { message, attempt, stopped }: OpenCall): Deed[] {
  const label = model.label(message);
  const { child, operation } = model.orchestrator.message(message);
  if (child) {
    const ends = (how: 'completed' | 'unwound'): Deed => ({
      moves: [{ move: 'child', call: label, ends: how }],
      weight: how === 'completed' ? 8 : 1,
    });
    // A real child that was told to stop unwinds, as far as a parent can see at once.
    if (operation === 'run') return stopped ? [ends('unwound')] : [ends('completed'), ends('unwound')];
    return [ends('completed')];
  }
  const deed = (weight: number, fates: readonly Fate[], ...moves: readonly Move[]): Deed => ({
    moves,
    weight,
    call: { label, fates },
  });
  const answer: Move = { move: 'answer', call: label };
  const applies = deed(12, ['apply'], { move: 'deliver', call: label }, answer);
  const isLast = stopped || attempt > 1;
  const refuses = model.fates(world, message).some(({ refuse }) => refuse)
    ? [deed(1, ['refuse'], { move: 'deliver', call: label, refuse: true }, answer)]
    : [];
  const triedAgain = isLast
    ? []
    : [deed(3, ['failOnce'], { move: 'dropRequest', call: label }, { move: 'retry', call: label })];
  const fails = deed(2, isLast ? ['fail'] : ['failOnce', 'fail'], { move: 'giveUp', call: label });
  return [applies, ...refuses, ...triedAgain, fails];
}

function argumentOf(model: SagaWorld, world: World, step: string): { readonly argument: unknown } {
  const operation = model.orchestrator.stateOf(world).steps[step]?.parked?.operation ?? 'run';
  return { argument: parkedMessage(model, world, step, operation)?.message.argument };
}
