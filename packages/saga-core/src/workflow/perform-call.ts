import {
  ActivityCancellationType,
  ActivityFailure,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  TemporalFailure,
} from '@temporalio/workflow';
import type { CallPolicy } from '../definition/call-policy.ts';
import { argumentFailed } from '../engine/argument-failed.ts';
import type { Doubt, Refused } from '../engine/outcome.ts';
import type { SagaCall } from '../engine/saga-call.ts';
import type { PerformCall } from '../engine/saga-command.ts';
import type { SagaEvent } from '../engine/saga-event.ts';
import { activityId, tryName } from '../protocol/activity-id.ts';
import { failedCall } from '../protocol/call-failure.ts';
import { requirePayloadSize } from './payload-size.ts';
import type { TaskBytes } from './task-bytes.ts';

type Perform = (argument: unknown, call: SagaCall) => Promise<unknown>;

/** A first try inside the workflow task. */
export interface LocalTry {
  /** How long it may take. */
  readonly milliseconds: number;
  /** It said nothing in that time, or failed, and the call has gone on as a normal activity. */
  readonly gaveUp: () => void;
}

/** What became of one call, whatever it was for. */
type Settled =
  | { readonly kind: 'callApplied'; readonly result: unknown }
  | { readonly kind: 'callRefused'; readonly refused: Refused }
  | { readonly kind: 'callDoubted'; readonly doubt: Doubt };

/**
 * Sends one call as an activity and tells, as an event, what happened to it. It never throws:
 * a failure is either a participant's refusal or doubt, and both are for `decide`.
 *
 * A first try as a local activity takes `local.milliseconds` at most; `undefined`: none. Runs in the cancellation scope that it
 * is called in; whoever may stop the call cancels that scope.
 *
 * The promises are chained by hand, since `async` makes some more: Temporal's SDK takes a stack trace for every one.
 */
export function performCall(command: PerformCall, local: LocalTry | undefined, bytes: TaskBytes): Promise<SagaEvent> {
  const { argument, policy, bounded, call: sent } = command;
  const sentAt = Date.now();
  const call: SagaCall = bounded ? { ...sent, notAfter: sentAt + policy.budget } : sent;
  const told = (settled: Settled) => eventOf(command, settled);
  const applied = (result: unknown) => told({ kind: 'callApplied', result });
  const failed = (error: unknown) => told(whyNotApplied(command, error));
  try {
    const size = requirePayloadSize(argument);
    const goOn = () => bytes.whenRoom(size, () => asActivity(command, call, sentAt)).then(applied, failed);
    if (local === undefined) return goOn();
    return tryLocally(command, call, local.milliseconds).then(applied, (error: unknown) => {
      const settled = whyNotApplied(command, error);
      // A refusal is final at once, since the participant has stored it. Any other failure says nothing.
      if (settled.kind === 'callRefused' || isCancellation(error)) return told(settled);
      const going = goOn();
      local.gaveUp();
      return going;
    });
  } catch (error) {
    return Promise.resolve(failed(error));
  }
}

function eventOf({ operation, call: { step } }: PerformCall, settled: Settled): SagaEvent {
  switch (operation) {
    case 'run':
    case 'compensate':
      return { step, operation, ...settled };
    case 'probe':
      // Only an answer is one: a refused or failed question says nothing of the run that it asks about.
      return settled.kind === 'callApplied'
        ? { kind: 'probeAnswered', step, answer: settled.result }
        : { kind: 'probeFailed', step };
    case 'fence':
      if (settled.kind === 'callApplied') return { kind: 'fenceAnswered', step, answer: settled.result };
      return { kind: 'fenceFailed', step, why: settled.kind === 'callRefused' ? settled.refused : settled.doubt };
  }
}

function whyNotApplied({ activity }: PerformCall, error: unknown): Settled {
  if (isCancellation(error)) return { kind: 'callDoubted', doubt: { code: 'CANCELLED' } };
  if (!(error instanceof TemporalFailure))
    return { kind: 'callRefused', refused: unsendable(`The argument of ${activity}`, error) };
  const failed = failedCall(failureOf(error));
  return failed.kind === 'refused'
    ? { kind: 'callRefused', refused: failed.refused }
    : { kind: 'callDoubted', doubt: failed.doubt };
}

/** One try inside this workflow task: no round trip, and one event. */
function tryLocally(command: PerformCall, call: SagaCall, milliseconds: number): Promise<unknown> {
  const { activity, argument, operation, policy } = command;
  // A local activity's marker has no id, so by this whoever reads the history knows whose call it was.
  const summary = tryName(call.step, operation, activity);
  const activities = proxyLocalActivities<Record<string, Perform>>({
    startToCloseTimeout: Math.min(policy.attemptTimeout, milliseconds),
    // A worker with few slots for local activities must not keep the workflow task waiting for one.
    scheduleToStartTimeout: milliseconds,
    ...(summary === undefined ? {} : { summary }),
    retry: { maximumAttempts: 1 },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return performer(activities, activity)(argument, call);
}

/** The same call under the same key as before: what a local try has begun is a duplicate for its participant. */
function asActivity({ activity, argument, operation, policy }: PerformCall, call: SagaCall, sentAt: number) {
  const budget = Math.max(1, sentAt + policy.budget - Date.now());
  const activities = proxyActivities<Record<string, Perform>>({
    ...temporalOptions({ ...policy, budget }),
    activityId: activityId(call.step, operation),
    // Doubt ends only when the activity says so; the engine bounds the wait with a timer of its own.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return performer(activities, activity)(argument, call);
}

// A normal activity's failure comes wrapped, a local one's as it is.
function failureOf(error: TemporalFailure): Error | undefined {
  return error instanceof ActivityFailure ? error.cause : error;
}

function performer(activities: Partial<Record<string, Perform>>, activity: string): Perform {
  const perform = activities[activity];
  if (perform === undefined) throw new TypeError(`No activity can be called by the name ${activity}.`);
  return perform;
}

function temporalOptions(policy: CallPolicy) {
  return {
    scheduleToCloseTimeout: policy.budget,
    startToCloseTimeout: policy.attemptTimeout,
    ...(policy.heartbeatTimeout === undefined ? {} : { heartbeatTimeout: policy.heartbeatTimeout }),
    retry: policy.retry,
  };
}

/** Says why something was never sent: it can't be turned into a payload. @internal */
export function unsendable(what: string, error: unknown): Refused {
  return {
    code: argumentFailed,
    detail: `${what} can't be sent: ${error instanceof Error ? error.message : String(error)}`,
  };
}
