import type { AnySaga } from '../../definition/saga-definition.ts';
import { argumentFailed } from '../../engine/argument-failed.ts';
import type { Decided } from '../../engine/decided.ts';
import type { SagaState } from '../../engine/saga-state.ts';
import { GivenError } from './given-error.ts';
import { untoldResult } from './untold-result.ts';
import { watchedSaga } from './watched-flow.ts';

const failures: readonly (string | undefined)[] = [argumentFailed, 'CONDITION_FAILED', 'ITEMS_FAILED'];

/** Sees to it that no saga goes its way by a result that nobody told: such a sentence would be true by chance. @internal */
export class UntoldReads {
  /** What of them was read since the last event. */
  readonly #paths = new Set<string>();
  #isDeciding = false;

  /** The definition, watched. */
  watched(definition: AnySaga): AnySaga {
    return watchedSaga(definition, (decide) => {
      this.#isDeciding = true;
      try {
        return decide();
      } finally {
        this.#isDeciding = false;
      }
    });
  }

  resultOf(step: string): unknown {
    return untoldResult(step, {
      isDeciding: () => this.#isDeciding,
      read: (path) => {
        this.#paths.add(path);
      },
    });
  }

  /** Decides. @throws {@link GivenError} `UNTOLD_RESULT` when a function of the definition failed for want of a result */
  decided(before: SagaState, decide: () => Decided): Decided {
    this.#paths.clear();
    try {
      const decided = decide();
      const failed = failureIn(decided[0]);
      if (failed !== undefined && failed !== failureIn(before)) this.#requireTold(failed);
      return decided;
    } catch (error) {
      if (!(error instanceof GivenError)) this.#requireTold(error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  #requireTold(why: string): void {
    const path = [...this.#paths].at(-1);
    if (path === undefined) return;
    const [step = path] = path.split('.');
    throw new GivenError(
      'UNTOLD_RESULT',
      `The saga needs ${path}, and nobody told what ${step} gives: say .when('${step}').succeeds({ … }). (${why})`,
    );
  }
}

function failureIn({ cause, steps }: SagaState): string | undefined {
  const parked = Object.values(steps).map((step) => step.parked);
  return [cause, ...parked].find((why) => failures.includes(why?.code))?.detail;
}
