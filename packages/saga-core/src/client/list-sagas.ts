import type { Client } from '@temporalio/client';
import type { AnySaga } from '../definition/saga-definition.ts';
import { SagaUnavailableError } from '../errors/saga-unavailable-error.ts';
import { StatusAttributeMissingError } from '../errors/status-attribute-missing-error.ts';
import { fingerprintMemo, statusAttribute } from '../protocol/names.ts';
import { closesAsUndone, readCloseEvent } from './history/close-event.ts';
import { type ListedWorkflow, listWorkflows } from './list-workflows.ts';
import { isNoAnswer } from './no-answer.ts';
import { unwoundBy } from './saga-ids.ts';
import { sagaQuery } from './saga-query.ts';
import type { StatusAttribute } from './status-attribute.ts';

/**
 * How a listed saga is. `running`, `compensating` and `needsAttention` are open; without the search attribute `SagaStatus`
 * every open saga counts as `running`. `terminated`, `timedOut` and `failed` (otherwise than by being undone) are broken off.
 */
export type ListedStatus =
  | 'running'
  | 'compensating'
  | 'needsAttention'
  | 'completed'
  | 'compensated'
  | 'terminated'
  | 'timedOut'
  | 'failed';

/** Which sagas are listed. Without an option they are all those of the namespace. */
export interface ListOptions {
  /** A definition, or its name. */
  readonly saga?: Pick<AnySaga, 'name'> | string;
  readonly status?: ListedStatus;
  /** Not before, by the time of the start. */
  readonly startedSince?: Date;
}

/** A saga as Temporal's list has it: seconds may pass until it shows a change. */
export interface ListedSaga {
  readonly id: string;
  readonly runId: string;
  /** The name of its definition. */
  readonly saga: string;
  readonly status: ListedStatus;
  /** When its newest run began: RFC 3339 in UTC. */
  readonly startedAt: string;
  readonly closedAt?: string;
  /** It is no saga of its own: it unwinds the saga of this id from outside. */
  readonly unwinds?: string;
  /** It is a step of the saga of this id. */
  readonly parent?: string;
}

/** Lists sagas by Temporal's visibility. */
export async function* listSagas(
  client: Client,
  { attribute, within }: { readonly attribute: StatusAttribute; readonly within: number },
  options: ListOptions,
): AsyncGenerator<ListedSaga, void, void> {
  const { status } = options;
  const isKnown = (await attribute.isKnown(within)) === true;
  if ((status === 'compensating' || status === 'needsAttention') && !isKnown)
    throw new StatusAttributeMissingError(client.options.namespace, statusAttribute);
  try {
    for await (const workflow of listWorkflows(client, sagaQuery(options, isKnown), within)) {
      // Other workflows may share the namespace: a saga is known by its type, or by what every saga is started with.
      if (options.saga === undefined && !workflow.memoFields.includes(fingerprintMemo)) continue;
      const listed = await client.withDeadline(Date.now() + within, () => statusOf(client, workflow));
      if (status === undefined || listed === status) yield listedSaga(workflow, listed);
    }
  } catch (error) {
    throw isNoAnswer(error) ? new SagaUnavailableError(undefined, 'be listed', { cause: error }) : error;
  }
}

// By Temporal's WorkflowExecutionStatus.
async function statusOf(client: Client, workflow: ListedWorkflow): Promise<ListedStatus> {
  switch (workflow.status) {
    case 2:
      return 'completed';
    case 3:
      // Visibility does not say why, and a saga that was undone closes so too.
      return closesAsUndone(await readCloseEvent(client, workflow)) ? 'compensated' : 'failed';
    case 4:
      return 'compensated';
    case 5:
      return 'terminated';
    case 7:
      return 'timedOut';
    default: {
      const { sagaStatus } = workflow;
      return sagaStatus === 'compensating' || sagaStatus === 'needsAttention' ? sagaStatus : 'running';
    }
  }
}

function listedSaga(workflow: ListedWorkflow, status: ListedStatus): ListedSaga {
  const { workflowId, runId, type, startedAt, closedAt, parentId } = workflow;
  const unwinds = unwoundBy(workflowId);
  return {
    id: workflowId,
    runId,
    saga: type,
    status,
    startedAt,
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(unwinds === undefined ? {} : { unwinds }),
    ...(parentId === undefined ? {} : { parent: parentId }),
  };
}
