import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineUpdate,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { requireSaga } from '../definition/require-saga.ts';
import type { AnySaga, SagaDefinition } from '../definition/saga-definition.ts';
import { scaleTimeouts } from '../definition/scale-timeouts.ts';
import type { OperatorDecision } from '../engine/decision.ts';
import { whyDecisionIsRefused } from '../engine/decision-trial.ts';
import type { GivenWord } from '../engine/given-word.ts';
import { whyWordIsNotHeard } from '../engine/hear-word.ts';
import { type RollbackPreview, rollbackPreview } from '../engine/rollback-preview.ts';
import type { CancelAnswer } from '../protocol/cancel-answer.ts';
import {
  answerMisfitType,
  answerUpdateName,
  busyType,
  cancelUpdateName,
  decisionMisfitType,
  fingerprintMemo,
  longestRunMemo,
  resolveUpdateName,
  rollbackPreviewQueryName,
  statusAttributeMemo,
  statusIsWrittenLate,
  statusQueryName,
  timeoutScaleMemo,
} from '../protocol/names.ts';
import type { ChildResult, SagaStart } from '../protocol/saga-start.ts';
import type { StatusAnswer } from '../protocol/status-answer.ts';
import { afterAllElse } from './after-all-else.ts';
import { chooseDefinition } from './choose-definition.ts';
import { compensatedFailure } from './compensated-failure.ts';
import { OpenSaga } from './open-saga.ts';
import type { StatusPublishing } from './status-publications.ts';

const statusQuery = defineQuery<StatusAnswer>(statusQueryName);
const rollbackPreviewQuery = defineQuery<RollbackPreview>(rollbackPreviewQueryName);
const cancelUpdate = defineUpdate<CancelAnswer, [detail?: string]>(cancelUpdateName);
const resolveUpdate = defineUpdate<StatusAnswer, [OperatorDecision]>(resolveUpdateName);
const answerUpdate = defineUpdate<StatusAnswer, [step: string, word: GivenWord]>(answerUpdateName);

/** The workflow that runs a saga: give it to a worker by exporting it under the saga's name. */
export interface SagaWorkflow<Input, Output> {
  (input: Input, start?: SagaStart): Promise<Output>;
  /** All definitions that it can go on with, the one for new sagas first. */
  readonly sagaDefinitions: readonly AnySaga[];
}

/** Which other definitions of a saga its workflow can go on with. */
export interface SagaWorkflowOptions {
  /** The definitions with which sagas in flight were started. Keep each until the last such saga has ended. */
  readonly previous?: readonly AnySaga[];
}

/**
 * Makes the workflow that runs a saga. Export it, under the saga's own name, from the file that the worker takes for
 * its workflows: Temporal finds a workflow by the name of its export.
 *
 * The workflow completes with the saga's output. When it was unwound because of a cancel it closes as Canceled; when it
 * was unwound for another cause it closes as Failed, with an `ApplicationFailure` of the benign category that carries
 * the cause. A saga with a parked call stays open.
 *
 * A saga keeps the definition that it was started with: when you change one, raise its version and give the old one as
 * `previous`. Without it a saga in flight stands still, and goes on when a worker knows its definition again.
 *
 * @example
 * ```ts
 * export const bookTrip = sagaWorkflow(bookTripSaga, { previous: [bookTripSagaOfVersion1] });
 * ```
 */
export function sagaWorkflow<Input, Results, Output>(
  current: SagaDefinition<Input, Results, Output>,
  { previous = [] }: SagaWorkflowOptions = {},
): SagaWorkflow<Input, Output> {
  const known: readonly [AnySaga, ...AnySaga[]] = [current, ...previous];
  for (const definition of known) requireSaga(definition, 'sagaWorkflow');
  const stranger = previous.find(({ name }) => name !== current.name);
  if (stranger !== undefined) {
    throw new TypeError(
      `'${stranger.name}' can't be a previous definition of saga '${current.name}': a saga keeps its name. Export it as a workflow of its own.`,
    );
  }
  const workflow = async (input: Input, start: SagaStart = {}): Promise<Output> => {
    const { workflowId, memo = {} } = workflowInfo();
    const definition = scaleTimeouts(chooseDefinition(known, memo[fingerprintMemo]), scaleOf(memo));
    const begin = start.carried === undefined ? { sagaId: workflowId, input } : { carried: start.carried };
    const saga = new OpenSaga(definition, begin, {
      publishes: publishing(memo[statusAttributeMemo]),
      isChild: start.isChild === true,
      longestRun: numberOf(memo[longestRunMemo]),
    });
    const wasCancelled = whenCancelled(() => saga.cancelRequested());
    saga.start();
    if (start.unwind !== undefined) saga.tell({ kind: 'takenBack', cause: start.unwind });
    handleRequests(saga, definition);
    await saga.ended;
    // What came with the end is told, and an update answered.
    const isSettled = () => allHandlersFinished() && !saga.isAnswering;
    if (!isSettled()) await CancellationScope.nonCancellable(() => condition(isSettled));
    // A cancel that came with the last answer would be lost with this run.
    if (saga.ending.kind === 'carriedOver' && CancellationScope.current().consideredCancelled)
      saga.tell({ kind: 'cancelRequested' });
    const { ending } = saga;
    switch (ending.kind) {
      case 'completed': {
        const result: ChildResult = { output: ending.output, state: ending.state };
        return (start.isChild ? result : ending.output) as Output;
      }
      case 'compensated':
        throw compensatedFailure(ending.cause, saga.state.sagaId, wasCancelled());
      case 'carriedOver': {
        const next: SagaStart = { carried: saga.carried(), ...(start.isChild ? { isChild: true } : {}) };
        // The state has the input already.
        return await continueAsNew<(input: unknown, start: SagaStart) => Promise<Output>>(null, next);
      }
    }
  };
  // A worker knows a workflow by this name, and refuses one without.
  Object.defineProperty(workflow, 'name', { value: current.name });
  return Object.assign(workflow, { sagaDefinitions: Object.freeze([...known]) });
}

// After the start: an update in the very first task must find the saga begun.
function handleRequests(saga: OpenSaga, definition: AnySaga): void {
  const requireTurn = () => {
    if (saga.isBusy) throw ApplicationFailure.nonRetryable('A call is being tried. Ask again in a moment.', busyType);
  };
  setHandler(statusQuery, () => saga.status());
  setHandler(rollbackPreviewQuery, () => rollbackPreview(definition, saga.state));
  setHandler(
    cancelUpdate,
    async (detail) => {
      await afterAllElse();
      return await saga.inTurn(() => saga.cancel(detail));
    },
    { validator: (_detail?: string) => requireTurn() },
  );
  // Asked twice: before the update is written, and again when what came with it has been told.
  const requireFit = (decision: OperatorDecision) => {
    const misfit = whyDecisionIsRefused(definition, saga.state, decision);
    if (misfit !== undefined) throw ApplicationFailure.nonRetryable(misfit, decisionMisfitType);
  };
  const requireHeard = (step: string, word: GivenWord) => {
    const misfit = whyWordIsNotHeard(definition, saga.state, step, word);
    if (misfit !== undefined) throw ApplicationFailure.nonRetryable(misfit, answerMisfitType);
  };
  setHandler(
    resolveUpdate,
    async (decision) => {
      await afterAllElse();
      return await saga.inTurn(() => {
        requireFit(decision);
        saga.hear({ kind: 'decisionMade', decision });
        return saga.status();
      });
    },
    {
      validator: (decision) => {
        requireTurn();
        requireFit(decision);
      },
    },
  );
  setHandler(
    answerUpdate,
    async (step, word) => {
      await afterAllElse();
      return await saga.inTurn(() => {
        requireHeard(step, word);
        saga.hear({ kind: 'wordGiven', step, word });
        return saga.status();
      });
    },
    {
      validator: (step, word) => {
        requireTurn();
        requireHeard(step, word);
      },
    },
  );
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

function publishing(memo: unknown): StatusPublishing | undefined {
  if (memo === statusIsWrittenLate) return 'late';
  return memo === true ? 'atOnce' : undefined;
}

function scaleOf(memo: Record<string, unknown>): number {
  return numberOf(memo[timeoutScaleMemo]) ?? 1;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}
