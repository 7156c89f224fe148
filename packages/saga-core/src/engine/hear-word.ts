import type { AnySaga } from '../definition/saga-definition.ts';
import { findStep, stepAt } from './address.ts';
import { advance, refuse } from './advance.ts';
import { andThen, type Decided, stepOf } from './decided.ts';
import type { GivenWord } from './given-word.ts';
import { hasEnded } from './point-of-no-return.ts';
import type { SagaState } from './saga-state.ts';
import { settleApplied } from './settle-applied.ts';

/** Hears somebody's word. One that comes before its step waits for it is kept until then. */
export function hearWord(definition: AnySaga, state: SagaState, address: string, word: GivenWord): Decided {
  if (whyWordIsNotHeard(definition, state, address, word) !== undefined) return [state, []];
  if (stepOf(state, address).status === 'pending')
    return [{ ...state, words: { ...state.words, [address]: word } }, []];
  const stop: Decided = [state, [{ kind: 'stopTimer', timer: `word/${address}` }]];
  if ('refused' in word)
    return andThen(stop, (next) => refuse(definition, next, address, stepAt(definition, address), word.refused));
  return andThen([settleApplied(state, address, word.value), stop[1]], (next) => advance(definition, next));
}

/**
 * Why a word can't be heard now, as a sentence for whoever gave it; `undefined` when it can.
 * Asked before a word is written to history, so that one that is not heard leaves no trace.
 */
export function whyWordIsNotHeard(
  definition: AnySaga,
  state: SagaState,
  address: string,
  word: GivenWord,
): string | undefined {
  const waiting = definition.steps.filter(({ run }) => run.kind === 'word').map(({ name }) => name);
  if (typeof address !== 'string' || findStep(definition, address)?.run.kind !== 'word') {
    const which = waiting.length === 0 ? 'no step of this saga does' : `those that do are ${waiting.join(', ')}`;
    return `Step '${address}' waits for no word; ${which}.`;
  }
  // A no that is misspelt must not be heard as a yes.
  if (typeof word !== 'object' || word === null || Object.keys(word).some((key) => !['value', 'refused'].includes(key)))
    return 'A word is an object with a value, or with refused, and with nothing else.';
  if (Array.isArray(word)) return 'A word is an object with a value, or with refused, and no list.';
  if ('refused' in word && (typeof word.refused !== 'object' || !isCode(word.refused?.code)))
    return 'A word that is a no says so by a code: give refused: { code }.';
  if (hasEnded(state)) return `The saga has ended (${state.status}); no word changes it any more.`;
  if (state.cause !== undefined) return 'The saga is being unwound; no word changes it any more.';
  const status = state.steps[address]?.status;
  if (status === undefined) return `Nobody knows yet whether there will be a step '${address}'; say it again later.`;
  if (status === 'pending')
    return state.words?.[address] === undefined ? undefined : `Step '${address}' was given its word before.`;
  return status === 'running' ? undefined : `Step '${address}' waits no longer: it is ${status}.`;
}

function isCode(code: unknown): boolean {
  return typeof code === 'string' && code.trim() !== '';
}
