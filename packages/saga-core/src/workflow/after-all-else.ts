import { CancellationScope, condition } from '@temporalio/workflow';

/**
 * Resolves when everything else that came with the same activation has been told. An update's handler begins with it,
 * because Temporal may give to a replay in one activation what came in two, the update first: a task without a command is
 * joined with the next. Heard last, an update meets the same saga either way.
 */
export async function afterAllElse(): Promise<void> {
  // Out of the job that brought the update: conditions are asked after each job too.
  await undefined;
  // Asked at once, and again when all jobs of the activation and all that follows from them are done.
  let isAskedAgain = false;
  await CancellationScope.nonCancellable(() =>
    condition(() => {
      if (isAskedAgain) return true;
      isAskedAgain = true;
      return false;
    }),
  );
}
