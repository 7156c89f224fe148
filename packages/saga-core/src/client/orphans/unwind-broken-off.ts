import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { SagaCause } from '../../engine/saga-cause.ts';
import { SagaChildUnsettledError } from '../../errors/saga-child-unsettled-error.ts';
import { SagaIrreversibleError } from '../../errors/saga-irreversible-error.ts';
import { SagaNotBrokenOffError } from '../../errors/saga-not-broken-off-error.ts';
import { SagaNotFoundError } from '../../errors/saga-not-found-error.ts';
import type { SagaStart } from '../../protocol/saga-start.ts';
import { unwindIdOf } from '../saga-ids.ts';
import { type BrokenOffRun, standingOf } from './broken-off.ts';
import { type Definitions, rebuildSaga } from './rebuild-saga.ts';

/**
 * Starts the undo of a saga that was broken off; with one that has been started there is nothing to do.
 * Gives the id of the workflow that unwinds it.
 */
export async function unwindBrokenOff(
  client: Client,
  taskQueue: string,
  definitions: Definitions,
  id: string,
): Promise<string> {
  for (;;) {
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
      case 'wentForward':
        return standing.run.workflowId;
      case 'brokenOff': {
        const unwindId = await startUnwinding(client, taskQueue, definitions, id, standing.run);
        // Somebody else's has come and gone meanwhile.
        if (unwindId !== undefined) return unwindId;
      }
    }
  }
}

async function startUnwinding(
  client: Client,
  taskQueue: string,
  definitions: Definitions,
  id: string,
  run: BrokenOffRun,
): Promise<string | undefined> {
  const { rebuilt, unsettled } = await rebuildSaga(client, definitions, run);
  const { state, pivot, cause = causeOf(run) } = rebuilt;
  const [child] = unsettled;
  // Of a pivot that is a child saga, the child tells what became of it.
  if (pivot !== undefined && !unsettled.some(({ step }) => step === pivot)) throw new SagaIrreversibleError(id, pivot);
  if (child !== undefined) throw new SagaChildUnsettledError(id, child.id, child.is);
  const start: SagaStart = { carried: { state, commands: [], timers: [], times: {} }, unwind: cause };
  const workflowId = unwindIdOf(run.workflowId);
  try {
    await client.workflow.start(run.saga, {
      workflowId,
      taskQueue,
      // The state has the input already.
      args: [null, start],
      // Whoever asks at the same time gets the one that there is, and no run is unwound twice, not even after that one's end:
      // it closes as Failed when all is undone, which no other reuse policy tells from one that was broken off.
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      memo: { ...run.memo },
    });
    return workflowId;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return undefined;
  }
}

const codes = { terminated: 'TERMINATED', timedOut: 'TIMED_OUT', failed: 'FAILED' } as const;

// Whoever closed the workflow has given the saga up, as one who cancels it.
function causeOf({ closing }: BrokenOffRun): SagaCause {
  const detail = 'reason' in closing ? closing.reason : undefined;
  return { kind: 'cancelled', code: codes[closing.as], ...(detail === undefined ? {} : { detail }) };
}
