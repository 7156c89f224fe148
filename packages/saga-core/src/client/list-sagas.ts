import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import type { AnySaga } from '../definition/saga-definition.ts';
import { SagaUnavailableError } from '../errors/saga-unavailable-error.ts';
import { StatusAttributeMissingError } from '../errors/status-attribute-missing-error.ts';
import { fingerprintMemo, statusAttribute } from '../protocol/names.ts';
import { compensationCause } from './history/compensation-cause.ts';
import { readClosing } from './history/read-closing.ts';
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
    for await (const workflow of client.workflow.list({ query: sagaQuery(options, isKnown) })) {
      // Other workflows may share the namespace: a saga is known by its type, or by what every saga is started with.
      if (options.saga === undefined && workflow.memo?.[fingerprintMemo] === undefined) continue;
      const listed = await statusOf(client, workflow);
      if (status === undefined || listed === status) yield listedSaga(workflow, listed);
    }
  } catch (error) {
    throw isNoAnswer(error) ? new SagaUnavailableError(undefined, 'be listed', { cause: error }) : error;
  }
}

async function statusOf(client: Client, workflow: WorkflowExecutionInfo): Promise<ListedStatus> {
  switch (workflow.status.name) {
    case 'COMPLETED':
      return 'completed';
    case 'CANCELLED':
      return 'compensated';
    case 'TERMINATED':
      return 'terminated';
    case 'TIMED_OUT':
      return 'timedOut';
    case 'FAILED': {
      // Visibility does not say why, and a saga that was undone closes so too.
      const newest = await readClosing(client, workflow.workflowId);
      const closing = newest?.closing;
      const isUndone = closing !== undefined && closing.as !== 'open' && compensationCause(closing) !== undefined;
      return isUndone ? 'compensated' : 'failed';
    }
    default:
      return openStatus(workflow.typedSearchAttributes.getAll().find(({ key }) => key.name === statusAttribute)?.value);
  }
}

function openStatus(published: unknown): ListedStatus {
  return published === 'compensating' || published === 'needsAttention' ? published : 'running';
}

function listedSaga(workflow: WorkflowExecutionInfo, status: ListedStatus): ListedSaga {
  const unwinds = unwoundBy(workflow.workflowId);
  const parent = workflow.parentExecution?.workflowId;
  return {
    id: workflow.workflowId,
    runId: workflow.runId,
    saga: workflow.type,
    status,
    startedAt: workflow.startTime.toISOString(),
    ...(workflow.closeTime === undefined ? {} : { closedAt: workflow.closeTime.toISOString() }),
    ...(unwinds === undefined ? {} : { unwinds }),
    ...(!parent ? {} : { parent }),
  };
}
