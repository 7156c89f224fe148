import { isDeepStrictEqual } from 'node:util';
import { Broken } from './broken.ts';
import type { Outcome } from './outcome.ts';
import type { SagaUnderAttack } from './saga-under-attack.ts';

/** What attacks expect of answers and effects. Each throws `Broken` with a sentence that says what came instead. @internal */
export const expectations = {
  applied(what: string, outcome: Outcome): void {
    if (outcome.kind !== 'applied') throw new Broken(`${what} ${outcome.words}; it must be applied (2xx).`);
  },

  refused(what: string, outcome: Outcome, code?: string): void {
    if (outcome.kind === 'refused' && (code === undefined || outcome.code === code)) return;
    const how = `409 or 422 with Saga-Outcome: refused${code === undefined ? '' : ` and the code ${code}`}`;
    throw new Broken(`${what} ${outcome.words}; it must be refused (${how}).`);
  },

  wrong(what: string, outcome: Outcome): void {
    if (outcome.status !== 400) throw new Broken(`${what} ${outcome.words}; it must be answered 400.`);
  },

  /** Byte for byte. */
  same(what: string, again: Outcome, first: Outcome): void {
    if (again.kind === first.kind && again.said === first.said) return;
    const how = again.words === first.words ? `${again.words}, with another body` : again.words;
    throw new Broken(
      `${what} ${how}. The first one ${first.words}, and each must be answered as the first, byte for byte.`,
    );
  },

  /** That a fence says never. */
  fencedOff(what: string, outcome: Outcome): void {
    if (fenceAnswerOf(outcome).fence === 'never') return;
    throw new Broken(`${what} ${told(outcome)}; it must be answered {"fence":"never"}.`);
  },

  /** That a fence says applied, with what the run was answered. */
  fencedAsApplied(what: string, outcome: Outcome, run: Outcome): void {
    const answer = fenceAnswerOf(outcome);
    const result = run.kind === 'applied' ? run.result : undefined;
    // A run that is answered 204 has no result, and of one that is not JSON `answers` tells.
    if (answer.fence === 'applied' && (result === undefined || isDeepStrictEqual(answer.result, result))) return;
    const how = result === undefined ? '' : " with the run's result";
    throw new Broken(`${what} ${told(outcome)}; it must be answered {"fence":"applied"}${how}.`);
  },

  /** That so many runs stand, where that can be seen. */
  async standing(saga: SagaUnderAttack, expected: 0 | 1, when: string): Promise<void> {
    const standing = await saga.standing();
    if (standing === undefined || standing === expected) return;
    const effects = standing === 1 ? 'one effect stands' : `${standing} effects stand`;
    throw new Broken(`${when}, ${effects}; it must be ${expected === 0 ? 'none' : 'one'}.`);
  },
};

function fenceAnswerOf(outcome: Outcome): { readonly fence?: unknown; readonly result?: unknown } {
  const answer = outcome.kind === 'applied' ? outcome.result : undefined;
  return typeof answer === 'object' && answer !== null ? answer : {};
}

function told(outcome: Outcome): string {
  return outcome.kind === 'applied' ? `was answered ${outcome.status} ${outcome.shown}` : outcome.words;
}
