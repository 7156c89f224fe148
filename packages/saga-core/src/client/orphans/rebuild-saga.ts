import type { Client } from '@temporalio/client';
import type { AnySaga } from '../../definition/saga-definition.ts';
import { settledState } from '../../engine/settled-state.ts';
import { SagaDefinitionUnknownError } from '../../errors/saga-definition-unknown-error.ts';
import type { NewestRun } from '../history/read-closing.ts';
import { readFacts } from '../history/read-facts.ts';
import { runsOfSaga } from '../history/runs-of-saga.ts';
import { definitionBy } from '../saga-memo.ts';
import { HistoryFold } from './history-fold.ts';
import { lookUpChildren, type UnsettledChild } from './look-up-children.ts';
import type { RebuiltSaga } from './rebuilt-saga.ts';

/** The definitions of one saga: the current one first, then those with which sagas of it may have been started. */
export type Definitions = readonly [AnySaga, ...AnySaga[]];

/**
 * Rebuilds what is known of a saga from the histories of all its runs, and the definition that it has.
 *
 * @throws {@link SagaDefinitionUnknownError} when it was started with none of the definitions
 */
export async function rebuildSaga(
  client: Client,
  definitions: Definitions,
  { workflowId, runId, memo }: NewestRun,
): Promise<{
  readonly definition: AnySaga;
  readonly rebuilt: RebuiltSaga;
  readonly unsettled: readonly UnsettledChild[];
}> {
  const definition = definitionBy(memo, definitions);
  if (definition === undefined) throw new SagaDefinitionUnknownError(workflowId, definitions[0].name);
  const { runIds } = await runsOfSaga(client, workflowId, runId);
  const fold = new HistoryFold(definition, workflowId);
  for await (const fact of readFacts(client, workflowId, runIds)) fold.note(fact);
  const { pivot, ...rebuilt } = fold.rebuilt;
  const { state, unsettled } = await lookUpChildren(client, definition, rebuilt.state);
  // A child saga that is its parent's pivot may have been undone by itself.
  const isPivotSent = pivot !== undefined && state.steps[pivot]?.status !== 'refused';
  return {
    definition,
    rebuilt: { ...rebuilt, state: settledState(definition, state), ...(isPivotSent ? { pivot } : {}) },
    unsettled,
  };
}
