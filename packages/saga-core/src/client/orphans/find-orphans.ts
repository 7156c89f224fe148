import type { Client } from '@temporalio/client';
import type { AnySaga } from '../../definition/saga-definition.ts';
import { pivotToFence } from '../../engine/fence-pivot.ts';
import { withAllArmed } from '../../engine/turn-back.ts';
import { undoStack } from '../../engine/unwind-order.ts';
import type { BrokenOffAs } from '../../errors/saga-broken-off-error.ts';
import { SagaUnavailableError } from '../../errors/saga-unavailable-error.ts';
import { listWorkflows } from '../list-workflows.ts';
import { isNoAnswer } from '../no-answer.ts';
import { unwoundBy } from '../saga-ids.ts';
import { isSagaNamed } from '../saga-query.ts';
import { standingOf } from './broken-off.ts';
import { type Definitions, rebuildSaga } from './rebuild-saga.ts';
import type { RebuiltSaga } from './rebuilt-saga.ts';

/** Which orphans are looked for. */
export interface OrphanOptions {
  readonly saga: AnySaga;
  /** Older definitions of it with which sagas may have been started, as the worker's `sagaWorkflow` has them. */
  readonly previous?: readonly AnySaga[];
}

/** A saga that was broken off and has left something that is not undone. */
export interface OrphanedSaga {
  readonly id: string;
  /** The run that was broken off: the saga's, or that of its unwinding from outside. */
  readonly runId: string;
  /** The name of its definition. */
  readonly saga: string;
  readonly closedAs: BrokenOffAs;
  /** The addresses of the steps that were, or may have been, applied (by any worker, told of or not) and are not undone, in the order in which they are undone. */
  readonly undos: readonly string[];
  /** Its pivot was sent, so none of it may be undone: it needs a person. */
  readonly irreversible: boolean;
  /**
   * Its pivot may have been sent, by a worker that tried it locally and did not come to write it down. `SagaClient.unwind` first
   * asks the pivot's participant (its fence): when it has happened, the saga goes forward instead.
   */
  readonly pivotInDoubt?: string;
  /** Child sagas of it that have to end before it can be unwound: open ones, and ones that were broken off themselves. */
  readonly waitsFor?: readonly string[];
}

/** A saga that was broken off, and of which nothing more can be said. */
export interface UnreadableSaga {
  readonly id: string;
  /** Why: its definition was not given, or its payloads are another client's (a codec is missing). */
  readonly unreadable: unknown;
}

/** Looks through the sagas that Temporal lists as closed otherwise than by themselves. */
export async function* findOrphans(
  client: Client,
  { saga, previous = [] }: OrphanOptions,
): AsyncGenerator<OrphanedSaga | UnreadableSaga, void, void> {
  const seen = new Set<string>();
  const query = `${isSagaNamed(saga.name)} AND ExecutionStatus IN ('Terminated', 'TimedOut', 'Failed')`;
  try {
    for await (const { workflowId } of listWorkflows(client, query)) {
      const id = unwoundBy(workflowId) ?? workflowId;
      if (seen.has(id)) continue;
      seen.add(id);
      const orphan = await orphanOrWhyNot(client, [saga, ...previous], id);
      if (orphan !== undefined) yield orphan;
    }
  } catch (error) {
    throw isNoAnswer(error)
      ? new SagaUnavailableError(undefined, 'be looked through for orphans', { cause: error })
      : error;
  }
}

// One that can't be read is told of, and does not hide the others.
async function orphanOrWhyNot(
  client: Client,
  definitions: Definitions,
  id: string,
): Promise<OrphanedSaga | UnreadableSaga | undefined> {
  try {
    return await orphanOf(client, definitions, id);
  } catch (error) {
    if (isNoAnswer(error)) throw error;
    return { id, unreadable: error };
  }
}

async function orphanOf(client: Client, definitions: Definitions, id: string): Promise<OrphanedSaga | undefined> {
  const standing = await standingOf(client, id);
  if (standing.kind !== 'brokenOff') return undefined;
  const { run } = standing;
  const { definition, rebuilt, unsettled } = await rebuildSaga(client, definitions, run);
  const undos = undosOf(definition, rebuilt);
  const irreversible = rebuilt.pivot !== undefined;
  const pivotInDoubt = irreversible ? undefined : pivotToFence(definition, rebuilt.state)?.name;
  if (undos.length === 0 && !irreversible && pivotInDoubt === undefined) return undefined;
  return {
    id,
    runId: run.runId,
    saga: run.saga,
    closedAs: run.closing.as,
    undos,
    irreversible,
    ...(pivotInDoubt === undefined ? {} : { pivotInDoubt }),
    ...(unsettled.length === 0 ? {} : { waitsFor: unsettled.map((child) => child.id) }),
  };
}

// As the engine itself undoes them. Of a saga that can't be unwound it is what would have to be undone by hand.
function undosOf(definition: AnySaga, rebuilt: RebuiltSaga): readonly string[] {
  const state = rebuilt.pivot === undefined ? withAllArmed(definition, rebuilt.state) : rebuilt.state;
  const left = undoStack(definition, state).filter(
    ({ address, step }) =>
      step.undo.kind !== 'nothing' && ['applied', 'inDoubt'].includes(state.steps[address]?.status ?? 'pending'),
  );
  const last = left.filter(({ step }) => step.compensateLast);
  return [...left.filter(({ step }) => !step.compensateLast), ...last].map(({ address }) => address);
}
