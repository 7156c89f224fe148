import { isGrpcServiceError } from '@temporalio/client';

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
  for (let link: unknown = error; link instanceof Error; link = link.cause) {
    if (link.name === 'WorkflowUpdateRPCTimeoutOrCancelledError') return true;
    if (isGrpcServiceError(link) && unknowing.has(link.code)) return true;
  }
  return false;
}

/** The answer did not come in time, and nothing else went wrong. */
export function isOutOfTime(error: unknown): boolean {
  for (let link: unknown = error; link instanceof Error; link = link.cause)
    if (isGrpcServiceError(link) && link.code === deadlineExceeded) return true;
  return false;
}

const deadlineExceeded = 4;
