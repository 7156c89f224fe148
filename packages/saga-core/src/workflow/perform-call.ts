import { ActivityCancellationType, ActivityFailure, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { CallPolicy } from '../definition/call-policy.ts';
import type { Doubt, Refused } from '../engine/outcome.ts';
import type { SagaCall } from '../engine/saga-call.ts';
import type { PerformCall } from '../engine/saga-command.ts';
import type { SagaEvent } from '../engine/saga-event.ts';
import { activityId } from '../protocol/activity-id.ts';
import { failedCall } from '../protocol/call-failure.ts';
import { requirePayloadSize } from './payload-size.ts';

type Perform = (argument: unknown, call: SagaCall) => Promise<unknown>;

/** What became of one call, whatever it was for. */
type Settled =
  | { readonly kind: 'callApplied'; readonly result: unknown }
  | { readonly kind: 'callRefused'; readonly refused: Refused }
  | { readonly kind: 'callDoubted'; readonly doubt: Doubt };

/**
 * Sends one call as an activity and tells, as an event, what happened to it. It never throws:
 * a failure is either a participant's refusal or doubt, and both are for `decide`.
 *
 * Runs in the cancellation scope that it is called in; whoever may stop the call cancels that scope.
 */
export async function performCall(command: PerformCall): Promise<SagaEvent> {
  const { operation } = command;
  const { step } = command.call;
  const settled = await settle(command);
  if (operation !== 'probe') return { step, operation, ...settled };
  // Only an answer is one: a refused or failed question says nothing of the run that it asks about.
  return settled.kind === 'callApplied'
    ? { kind: 'probeAnswered', step, answer: settled.result }
    : { kind: 'probeFailed', step };
}

async function settle({ activity, argument, operation, policy, bounded, call: sent }: PerformCall): Promise<Settled> {
  const call: SagaCall = bounded ? { ...sent, notAfter: Date.now() + policy.budget } : sent;
  const perform: Perform | undefined = proxyActivities<Record<string, Perform>>({
    ...temporalOptions(policy),
    activityId: activityId(sent.step, operation),
    // Doubt ends only when the activity says so; the engine bounds the wait with a timer of its own.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  })[activity];
  if (perform === undefined) throw new TypeError(`No activity can be called by the name ${activity}.`);
  try {
    requirePayloadSize(argument);
    return { kind: 'callApplied', result: await perform(argument, call) };
  } catch (error) {
    if (isCancellation(error)) return { kind: 'callDoubted', doubt: { code: 'CANCELLED' } };
    if (!(error instanceof ActivityFailure))
      return { kind: 'callRefused', refused: unsendable(`The argument of ${activity}`, error) };
    const failed = failedCall(error.cause);
    return failed.kind === 'refused'
      ? { kind: 'callRefused', refused: failed.refused }
      : { kind: 'callDoubted', doubt: failed.doubt };
  }
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
    code: 'ARGUMENT_FAILED',
    detail: `${what} can't be sent: ${error instanceof Error ? error.message : String(error)}`,
  };
}
