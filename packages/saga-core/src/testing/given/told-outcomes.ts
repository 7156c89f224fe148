import type { CallOperation } from '../../engine/saga-command.ts';
import type { SimulatedCall } from '../simulate.ts';
import { GivenError } from './given-error.ts';
import { type StoryLine, storyText } from './story.ts';
import type { Told, ToldOutcome } from './told.ts';

const spoken = { run: 'called', compensate: 'undone', probe: 'asked about', fence: 'fenced' } as const;

/** Hands out what was told of each sending of a call, in the order in which it was told. @internal */
export class ToldOutcomes {
  readonly #told: readonly ToldOutcome[];
  readonly #taken: ToldOutcome[] = [];

  constructor(told: readonly Told[]) {
    this.#told = told.filter((one) => one.kind === 'outcome');
  }

  /** What was told of the next sending. Beyond what was told all goes well. */
  next(operation: CallOperation, step: string): ToldOutcome | undefined {
    const next = this.#told.find((told) => isOf(told, operation, step) && !this.#taken.includes(told));
    if (next !== undefined) this.#taken.push(next);
    return next;
  }

  /** What was told of the last sending. */
  last(operation: CallOperation, step: string): ToldOutcome | undefined {
    return this.#taken.findLast((told) => isOf(told, operation, step));
  }

  /** @throws {@link GivenError} when something was told that never came to pass: a sentence about nothing is always true */
  requireAllCame(calls: readonly SimulatedCall[], story: readonly StoryLine[]): void {
    const vain = this.#told.find((told) => !this.#taken.includes(told));
    if (vain === undefined) return;
    const { operation, step } = vain;
    const count = calls.filter((call) => call.step === step && call.operation === operation).length;
    const often = this.#told.filter((told) => isOf(told, operation, step)).length;
    const what =
      count === 0
        ? `${step} was never ${spoken[operation]}`
        : `${step} was ${spoken[operation]} ${count === 1 ? 'once' : `${count} times`}, and ${often} outcomes were told`;
    throw new GivenError(
      'NEVER_CAME',
      `${what}, so what was told of it never came to pass.\n\nWhat happened:\n${storyText(story)}`,
    );
  }
}

function isOf(told: ToldOutcome, operation: CallOperation, step: string): boolean {
  return told.operation === operation && told.step === step;
}
