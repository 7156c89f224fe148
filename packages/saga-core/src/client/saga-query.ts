import { statusAttribute } from '../protocol/names.ts';
import type { ListedStatus, ListOptions } from './list-sagas.ts';

/**
 * The query for Temporal's visibility. A run that was continued as new is left out: another run of the same saga goes on.
 * See "List Filter" in Temporal's documentation.
 */
export function sagaQuery({ saga, status, startedSince }: ListOptions, attributeIsKnown: boolean): string {
  const name = typeof saga === 'object' ? saga.name : saga;
  return [
    ...(name === undefined ? [] : [`WorkflowType = ${quoted(name)}`]),
    ...statusConditions(status, attributeIsKnown),
    ...(startedSince === undefined ? [] : [`StartTime >= ${quoted(startedSince.toISOString())}`]),
  ].join(' AND ');
}

function statusConditions(status: ListedStatus | undefined, attributeIsKnown: boolean): readonly string[] {
  switch (status) {
    case undefined:
      return [`ExecutionStatus != 'ContinuedAsNew'`];
    case 'running':
      return attributeIsKnown
        ? [`ExecutionStatus = 'Running'`, `(${statusAttribute} IS NULL OR ${statusAttribute} = 'running')`]
        : [`ExecutionStatus = 'Running'`];
    case 'compensating':
    case 'needsAttention':
      return [`ExecutionStatus = 'Running'`, `${statusAttribute} = ${quoted(status)}`];
    case 'compensated':
      return [`ExecutionStatus IN ('Canceled', 'Failed')`];
    default:
      return [`ExecutionStatus = ${quoted(executionStatus[status])}`];
  }
}

const executionStatus = {
  completed: 'Completed',
  terminated: 'Terminated',
  timedOut: 'TimedOut',
  failed: 'Failed',
} as const;

/** A text as the query's language writes it: in quotes, with its own quotes and backslashes escaped. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
