import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowCancellationType,
  ChildWorkflowFailure,
  executeChild,
  ParentClosePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import { fingerprint } from '../definition/fingerprint.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import type { Refused } from '../engine/outcome.ts';
import type { SagaCause } from '../engine/saga-cause.ts';
import type { StartChild, UnwindChild } from '../engine/saga-command.ts';
import type { SagaEvent } from '../engine/saga-event.ts';
import {
  compensatedType,
  fingerprintMemo,
  longestRunMemo,
  statusAttributeMemo,
  timeoutScaleMemo,
} from '../protocol/names.ts';
import type { ChildResult, SagaStart } from '../protocol/saga-start.ts';
import { requirePayloadSize } from './payload-size.ts';
import { unsendable } from './perform-call.ts';
import type { TaskBytes } from './task-bytes.ts';

/** Runs a step's child saga to its end and tells what became of it. Never throws. */
export async function performChild(
  { step, id, saga, input }: StartChild,
  child: AnySaga,
  bytes: TaskBytes,
): Promise<SagaEvent> {
  const about = { step, operation: 'run' } as const;
  try {
    const size = requirePayloadSize(input);
    const result = (await bytes.whenRoom(size, () =>
      runChild(saga, id, child, input, { isChild: true }),
    )) as ChildResult;
    return { ...about, kind: 'callApplied', result: result.output, child: result.state };
  } catch (error) {
    const unwound = unwoundBy(error);
    if (unwound !== undefined) return { ...about, kind: 'callRefused', refused: unwound };
    // One of its id is open: it may be this saga's own, as after a reset, and nobody here hears how it ends.
    if (error instanceof ChildWorkflowFailure || error instanceof WorkflowExecutionAlreadyStartedError)
      return { ...about, kind: 'callDoubted', doubt: { code: 'FAILED', detail: brokenOff(id, error) } };
    return { ...about, kind: 'callRefused', refused: unsendable(`The input of saga '${saga}'`, error) };
  }
}

/** Unwinds a child saga that has completed, and tells whether that is done. Never throws. */
export async function performChildUndo(command: UnwindChild, child: AnySaga, bytes: TaskBytes): Promise<SagaEvent> {
  const about = { step: command.step, operation: 'compensate' } as const;
  const carried = { state: command.state, commands: [], timers: [], times: {} };
  try {
    const size = requirePayloadSize(carried);
    await bytes.whenRoom(size, () =>
      runChild(command.saga, command.id, child, null, { carried, unwind: command.cause }),
    );
    return { ...about, kind: 'callDoubted', doubt: { code: 'FAILED', detail: `'${command.id}' undid nothing` } };
  } catch (error) {
    if (unwoundBy(error) !== undefined) return { ...about, kind: 'callApplied', result: undefined };
    const detail = brokenOff(command.id, error);
    return { ...about, kind: 'callDoubted', doubt: { code: 'FAILED', detail } };
  }
}

async function runChild(name: string, workflowId: string, child: AnySaga, input: unknown, start: SagaStart) {
  const { memo = {} } = workflowInfo();
  const inherited = [timeoutScaleMemo, statusAttributeMemo, longestRunMemo].flatMap((field) =>
    memo[field] === undefined ? [] : [[field, memo[field]] as const],
  );
  return await executeChild(name, {
    workflowId,
    args: [input, start],
    memo: { ...Object.fromEntries(inherited), [fingerprintMemo]: fingerprint(child) },
    // A parent that is gone must not take its child's undo with it.
    parentClosePolicy: ParentClosePolicy.ABANDON,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
}

// A child that was unwound has left nothing behind, as after a participant's no.
function unwoundBy(error: unknown): Refused | undefined {
  // Cancelled before it was started.
  if (error instanceof CancelledFailure) return { code: 'CANCELLED' };
  if (!(error instanceof ChildWorkflowFailure)) return undefined;
  const { cause } = error;
  if (cause instanceof CancelledFailure) return { code: 'CANCELLED' };
  if (!(cause instanceof ApplicationFailure) || cause.type !== compensatedType) return undefined;
  const why = cause.details?.[0] as SagaCause | undefined;
  return { code: why?.code ?? why?.kind.toUpperCase() ?? 'COMPENSATED', detail: cause.message };
}

function brokenOff(id: string, error: unknown): string {
  const cause = error instanceof ChildWorkflowFailure ? (error.cause ?? error) : error;
  return `Child saga '${id}' was broken off: ${cause instanceof Error ? cause.message : String(cause)}`;
}
