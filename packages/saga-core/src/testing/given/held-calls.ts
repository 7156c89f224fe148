import { isDeepStrictEqual } from 'node:util';
import { asJson, hasAtLeast } from './as-json.ts';
import type { Expectations } from './expectations.ts';
import { failed, failedCalls } from './failed.ts';
import type { Played } from './play.ts';

/** An expectation that holds. More can follow. */
export interface Held<Results, Output> {
  readonly expect: Expectations<Results, Output>;
  /** All that happened, as text. */
  readonly story: string;
}

/** Calls that were made, of which more can be said. */
export interface HeldCalls<Results, Output> extends Held<Results, Output> {
  /** They were made in the order in which they are named. Others may have come between. */
  inOrder(): HeldCalls<Results, Output>;
  /** They were all the calls that were made, in this order, each as often as it is named. */
  andNoOthers(): HeldCalls<Results, Output>;
  /** One call of the last activity that is named had an argument with at least these members. */
  withArgument(argument: unknown): HeldCalls<Results, Output>;
}

/** What more can be said of calls that were made. @internal */
export function heldCalls<Results, Output>(
  played: Played,
  activities: readonly string[],
  held: Held<Results, Output>,
): HeldCalls<Results, Output> {
  const { calls } = played;
  const made = calls.map(({ activity }) => activity);
  const calledSo: HeldCalls<Results, Output> = {
    ...held,
    inOrder: () => {
      let from = 0;
      for (const activity of activities) {
        const at = made.indexOf(activity, from);
        if (at < 0) failedCalls(played, `call ${activities.join(', ')} in this order`, activities, made);
        from = at + 1;
      }
      return calledSo;
    },
    andNoOthers: () => {
      if (!isDeepStrictEqual(made, [...activities]))
        failedCalls(played, `call ${activities.join(', ')} and nothing else`, activities, made);
      return calledSo;
    },
    withArgument: (argument) => {
      const last = activities.at(-1);
      const came = calls.filter(({ activity }) => activity === last).map((call) => asJson(call.argument));
      if (!came.some((one) => hasAtLeast(one, asJson(argument))))
        failed(
          played,
          `call ${last} with ${JSON.stringify(argument)}`,
          `it called it with ${came.map((one) => JSON.stringify(one)).join(', and with ')}`,
          { expected: asJson(argument), actual: came },
        );
      return calledSo;
    },
  };
  return calledSo;
}
