import { statusAttribute } from '../protocol/names.ts';
import type { ListedStatus, ListOptions } from './list-sagas.ts';

/**
 * The query for Temporal's visibility. A run that was continued as new is left out: another run of the same saga goes on.
 * See "List Filter" in Temporal's documentation.
 */
export function sagaQuery({ saga, status, startedSince }: ListOptions, attributeIsKnown: boolean): string {
  const name = typeof saga === 'object' ? saga.name : saga;
  return [
    ...(name === undefined ? [] : [isSagaNamed(name)]),
    ...statusConditions(status, attributeIsKnown),
    ...(startedSince === undefined ? [] : [`StartTime >= '${startedSince.toISOString()}'`]),
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
      return [`ExecutionStatus = 'Running'`, `${statusAttribute} = '${status}'`];
    case 'compensated':
      return [`ExecutionStatus IN ('Canceled', 'Failed')`];
    default:
      // Not every caller is compiled: a status may come from a command line or an address.
      if (!Object.hasOwn(executionStatus, status)) {
        throw new RangeError(
          `No saga has the status ${JSON.stringify(status)}: give running, compensating, needsAttention, completed, compensated, terminated, timedOut or failed.`,
        );
      }
      return [`ExecutionStatus = '${executionStatus[status]}'`];
  }
}

const executionStatus = {
  completed: 'Completed',
  terminated: 'Terminated',
  timedOut: 'TimedOut',
  failed: 'Failed',
} as const;

/**
 * The condition that a workflow runs a saga of this name.
 *
 * @throws RangeError for a name that no saga can have. The query's language can't say every text: Temporal 1.29 finds none with
 *   a double quote or a doubled backslash in it, however it is escaped. What a saga may be called needs no escaping.
 */
export function isSagaNamed(name: string): string {
  if (!/^[A-Za-z][\w-]*$/.test(name)) {
    throw new RangeError(
      `No saga is called ${JSON.stringify(name)}: a name begins with a letter and has only letters, digits, '_' and '-'. Give a saga's definition or its name.`,
    );
  }
  return `WorkflowType = '${name}'`;
}
