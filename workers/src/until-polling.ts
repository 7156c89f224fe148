import { setTimeout as pause } from 'node:timers/promises';
import type { NativeConnection } from '@temporalio/worker';

/** A worker, as Temporal knows it. */
export interface PollingWorker {
  readonly namespace: string;
  readonly taskQueue: string;
  readonly identity: string;
}

/** The kinds of task queue in Temporal's API (`temporal.api.enums.v1.TaskQueueType`). */
const workflowTasks = 1;
const activityTasks = 2;

/**
 * Resolves with true when Temporal itself says that the worker polls for workflow and for activity tasks: only then does
 * a task that comes in find it. The worker's own state doesn't tell, as it is "running" before its first poll has arrived.
 * Resolves with false when the signal was aborted first.
 *
 * @throws what Temporal answers when it won't tell.
 */
export async function untilPolling(
  connection: NativeConnection,
  { namespace, taskQueue, identity }: PollingWorker,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    for (const taskQueueType of [workflowTasks, activityTasks]) {
      for (;;) {
        const { pollers } = await connection.withAbortSignal(signal, () =>
          connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue }, taskQueueType }),
        );
        if (pollers?.some((poller) => poller.identity === identity)) break;
        // Temporal has no call that waits for it, so we ask again.
        await pause(25, undefined, { signal });
      }
    }
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
