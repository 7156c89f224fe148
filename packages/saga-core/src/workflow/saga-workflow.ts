import { ApplicationFailureCategory } from '@temporalio/common';
import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  defineQuery,
  defineUpdate,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { SagaDefinition } from '../definition/saga-definition.ts';
import { scaleTimeouts } from '../definition/scale-timeouts.ts';
import type { OperatorDecision } from '../engine/decision.ts';
import { whyDecisionDoesNotFit } from '../engine/decision-fit.ts';
import type { SagaCause } from '../engine/saga-cause.ts';
import type { CancelAnswer } from '../protocol/cancel-answer.ts';
import {
  cancelUpdateName,
  compensatedType,
  decisionMisfitType,
  resolveUpdateName,
  statusQueryName,
  timeoutScaleMemo,
} from '../protocol/names.ts';
import type { StatusAnswer } from '../protocol/status-answer.ts';
import { OpenSaga } from './open-saga.ts';

const statusQuery = defineQuery<StatusAnswer>(statusQueryName);
const cancelUpdate = defineUpdate<CancelAnswer, [detail?: string]>(cancelUpdateName);
const resolveUpdate = defineUpdate<StatusAnswer, [OperatorDecision]>(resolveUpdateName);

/** The workflow that runs a saga: give it to a worker by exporting it under the saga's name. */
export type SagaWorkflow<Input, Output> = (input: Input) => Promise<Output>;

/**
 * Makes the workflow that runs a saga. Export it, under the saga's own name, from the file that the worker takes for
 * its workflows: Temporal finds a workflow by the name of its export.
 *
 * The workflow completes with the saga's output. When it was unwound because of a cancel it closes as Canceled; when it
 * was unwound for another cause it closes as Failed, with an `ApplicationFailure` of the benign category that carries
 * the cause. A saga with a parked call stays open.
 *
 * @example
 * ```ts
 * export const bookTrip = sagaWorkflow(bookTripSaga);
 * ```
 */
export function sagaWorkflow<Input, Results, Output>(
  definition: SagaDefinition<Input, Results, Output>,
): SagaWorkflow<Input, Output> {
  const workflow = async (input: Input): Promise<Output> => {
    const { workflowId, memo } = workflowInfo();
    const scaled = scaleTimeouts(definition, scaleOf(memo));
    const saga = new OpenSaga(scaled, workflowId, input);
    const wasCancelled = whenCancelled(() => saga.cancel());
    saga.tell({ kind: 'sagaStarted' });
    // After the start: an update in the very first task must find the saga begun.
    setHandler(statusQuery, () => saga.status());
    setHandler(cancelUpdate, (detail) => saga.cancel(detail));
    setHandler(
      resolveUpdate,
      (decision) => {
        saga.tell({ kind: 'decisionMade', decision });
        return saga.status();
      },
      {
        validator(decision) {
          const misfit = whyDecisionDoesNotFit(scaled, saga.state, decision);
          if (misfit !== undefined) throw ApplicationFailure.nonRetryable(misfit, decisionMisfitType);
        },
      },
    );
    const ending = await saga.ended;
    if (ending.kind === 'completed') return ending.output as Output;
    throw failureFor(ending.cause, workflowId, wasCancelled());
  };
  // A worker knows a workflow by this name, and refuses one without.
  return Object.defineProperty(workflow, 'name', { value: definition.name });
}

/** Calls back on Temporal's own cancel (a client's, the CLI's or the web page's), and tells whether there was one. */
function whenCancelled(callback: () => void): () => boolean {
  let cancelled = false;
  CancellationScope.current().cancelRequested.catch(() => {
    cancelled = true;
    callback();
  });
  return () => cancelled;
}

function failureFor(cause: SagaCause, sagaId: string, wasCancelled: boolean): Error {
  const message = `Saga '${sagaId}' was undone: ${describe(cause)}.`;
  // Temporal closes a workflow as Canceled only after a cancel of its own; without one this failure says the same.
  if (cause.kind === 'cancelled' && wasCancelled) return new CancelledFailure(message, [cause]);
  return ApplicationFailure.create({
    message,
    type: compensatedType,
    nonRetryable: true,
    details: [cause],
    category: ApplicationFailureCategory.BENIGN,
  });
}

function describe({ kind, step, code }: SagaCause): string {
  if (kind === 'cancelled') return 'it was cancelled';
  if (kind === 'deadline') return 'its deadline passed before the pivot was sent';
  return `step '${step}' was ${kind === 'refused' ? 'refused' : 'in doubt'} (${code})`;
}

function scaleOf(memo: Record<string, unknown> | undefined): number {
  const scale = memo?.[timeoutScaleMemo];
  return typeof scale === 'number' && Number.isFinite(scale) && scale > 0 ? scale : 1;
}
