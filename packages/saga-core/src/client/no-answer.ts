import { isGrpcServiceError } from '@temporalio/client';
import { causesOf } from '../errors/causes-of.ts';

// Of gRPC's codes those that say nothing of what was asked for. FAILED_PRECONDITION is among them: Temporal gives it while no
// worker polls, and while the workflow's own task fails, which a deployment mends.
const unknowing: ReadonlySet<number> = new Set([
  1, // CANCELLED
  2, // UNKNOWN
  4, // DEADLINE_EXCEEDED
  8, // RESOURCE_EXHAUSTED
  9, // FAILED_PRECONDITION
  10, // ABORTED
  13, // INTERNAL
  14, // UNAVAILABLE
]);

/** Neither yes nor no: the answer did not come, or the server was not there. */
export function isNoAnswer(error: unknown): boolean {
  const causes = causesOf(error);
  return causes.some(
    (cause) =>
      cause.name === 'WorkflowUpdateRPCTimeoutOrCancelledError' ||
      (isGrpcServiceError(cause) && unknowing.has(cause.code)),
  );
}

/** The answer did not come in time, and nothing else went wrong. */
export function isOutOfTime(error: unknown): boolean {
  return causesOf(error).some((cause) => isGrpcServiceError(cause) && cause.code === deadlineExceeded);
}

/** The server could not do it now, because a task of the workflow failed with which it came. */
export function isTaskFailure(error: unknown): boolean {
  const refused = causesOf(error)
    .filter(isGrpcServiceError)
    .find(({ code }) => code === failedPrecondition);
  return refused !== undefined && /workflow task/i.test(refused.details);
}

const deadlineExceeded = 4;
const failedPrecondition = 9;
