import { Context } from '@temporalio/activity';

/** Runs one attempt of an activity: what is awaited in it ends when the attempt's time is over or Temporal cancels it. */
export interface Attempt {
  readonly signal: AbortSignal;
  /** What the attempt has, in milliseconds. */
  readonly budgetMs: number;
  /** Whether the time is over. */
  readonly isOver: () => boolean;
  /** Whether it is a try inside a workflow task, whose time may be too short for any participant. */
  readonly isLocal: boolean;
  readonly isCancelled: () => boolean;
  /** Throws Temporal's own cancellation if it has come. */
  readonly throwIfCancelled: () => void;
}

/** For an activity without a start-to-close timeout, which sagas never start. */
const fallbackMs = 5_000;

/**
 * Bounds `perform` by the running activity's attempt. It stops a little before Temporal would, because our failure says
 * which participant did not answer and Temporal's timeout doesn't, and because a call that nobody waits for any more
 * must not keep a connection.
 *
 * A cancellation leaves as the `CancelledFailure` that Temporal made. Turned into any other failure it would be retried.
 */
export async function withinAttempt<Result>(perform: (attempt: Attempt) => Promise<Result>): Promise<Result> {
  const { cancellationSignal, info } = Context.current();
  const allowedMs = info.startToCloseTimeoutMs || info.scheduleToCloseTimeoutMs || fallbackMs;
  const budgetMs = Math.max(1, Math.floor(allowedMs - Math.min(250, allowedMs * 0.1)));
  const timeUp = AbortSignal.timeout(budgetMs);
  const stopBeating = beat(info.heartbeatTimeoutMs);
  try {
    return await perform({
      signal: AbortSignal.any([cancellationSignal, timeUp]),
      budgetMs,
      isOver: () => timeUp.aborted,
      isLocal: info.isLocal,
      isCancelled: () => cancellationSignal.aborted,
      throwIfCancelled: () => cancellationSignal.throwIfAborted(),
    });
  } finally {
    stopBeating();
  }
}

/** A normal activity learns of its cancellation by heartbeats only. Without a heartbeat timeout it must send none. */
function beat(heartbeatTimeoutMs: number | undefined): () => void {
  if (!heartbeatTimeoutMs) return () => {};
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), heartbeatTimeoutMs / 3);
  return () => clearInterval(timer);
}
