import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { SagaCause } from '../../engine/saga-cause.ts';
import { SagaIrreversibleError } from '../../errors/saga-irreversible-error.ts';
import { SagaNotBrokenOffError } from '../../errors/saga-not-broken-off-error.ts';
import { SagaNotFoundError } from '../../errors/saga-not-found-error.ts';
import type { SagaStart } from '../../protocol/saga-start.ts';
import { unwindIdOf } from '../saga-ids.ts';
import { type BrokenOffRun, standingOf } from './broken-off.ts';
import { type Definitions, rebuildSaga } from './rebuild-saga.ts';

/** Starts the undo of a saga that was broken off; with one that has been started there is nothing to do. */
export async function unwindBrokenOff(
  client: Client,
  taskQueue: string,
  definitions: Definitions,
  id: string,
): Promise<void> {
  const standing = await standingOf(client, id);
  switch (standing.kind) {
    case 'unknown':
      throw new SagaNotFoundError(id);
    case 'open':
    case 'completed':
    case 'compensated':
      throw new SagaNotBrokenOffError(id, standing.kind);
    case 'unwinding':
    case 'unwound':
      return;
    case 'brokenOff':
      await startUnwinding(client, taskQueue, definitions, id, standing.run);
  }
}

async function startUnwinding(
  client: Client,
  taskQueue: string,
  definitions: Definitions,
  id: string,
  run: BrokenOffRun,
): Promise<void> {
  const { rebuilt } = await rebuildSaga(client, definitions, run);
  const { state, pivot, cause = causeOf(run) } = rebuilt;
  if (pivot !== undefined) throw new SagaIrreversibleError(id, pivot);
  const start: SagaStart = { carried: { state, commands: [], timers: [], times: {} }, unwind: cause };
  try {
    await client.workflow.start(run.saga, {
      workflowId: unwindIdOf(id),
      taskQueue,
      // The state has the input already.
      args: [null, start],
      // Whoever asks at the same time gets the one that there is; one that was itself broken off is followed by another.
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      memo: { ...run.memo },
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

const codes = { terminated: 'TERMINATED', timedOut: 'TIMED_OUT', failed: 'FAILED' } as const;

// Whoever closed the workflow has given the saga up, as one who cancels it.
function causeOf({ closing }: BrokenOffRun): SagaCause {
  const detail = 'reason' in closing ? closing.reason : undefined;
  return { kind: 'cancelled', code: codes[closing.as], ...(detail === undefined ? {} : { detail }) };
}
