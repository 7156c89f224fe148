import type { WorkflowClientInterceptor } from '@temporalio/client';
import { longestRunMemo } from '../../src/protocol/names.ts';

/** Starts every saga so that it goes on in a new run after about so many events, where it counts them itself. */
export function shorterRuns(longestRun: number): WorkflowClientInterceptor {
  return {
    start: (input, next) => {
      const memo = { ...input.options.memo, [longestRunMemo]: longestRun };
      return next({ ...input, options: { ...input.options, memo } });
    },
  };
}
