import { ApplicationFailure, defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { largestLocalAnswer } from '../protocol/local-answer.ts';

/**
 * Lets no local try come back with more than can leave with its workflow task. The call then goes on as a normal activity,
 * under its key: its participant gives the same answer again, and there Temporal bounds it, at no cost to the saga.
 */
export const boundLocalAnswers: ActivityInterceptorsFactory = ({ info: { isLocal } }) => {
  if (!isLocal) return {};
  return {
    inbound: {
      async execute(input, next) {
        const result = await next(input).catch((error: unknown) => {
          throw sizeOf(() => defaultFailureConverter.errorToFailure(error, defaultPayloadConverter)) >
            largestLocalAnswer
            ? tooLarge('failure')
            : error;
        });
        if (sizeOf(() => defaultPayloadConverter.toPayload(result)?.data) > largestLocalAnswer)
          throw tooLarge('result');
        return result;
      },
    },
  };
};

function tooLarge(what: string): ApplicationFailure {
  return ApplicationFailure.retryable(
    `The ${what} has more than ${largestLocalAnswer} bytes, which no local activity may have; a normal one follows.`,
    'LocalAnswerTooLarge',
  );
}

// What can't be converted here is left to the worker's own converter.
function sizeOf(make: () => unknown): number {
  try {
    const made = make();
    return made instanceof Uint8Array ? made.length : JSON.stringify(made ?? null).length;
  } catch {
    return 0;
  }
}
