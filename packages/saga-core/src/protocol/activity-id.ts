import type { SagaOperation } from '../engine/saga-call.ts';

const operations: readonly string[] = ['run', 'compensate', 'probe', 'fence'] satisfies SagaOperation[];

/** A call's activity id, which people see in Temporal's pages and clients read in its history: `reserveItems/run`. */
export function activityId(address: string, operation: SagaOperation): string {
  return `${address}/${operation}`;
}

/** Which call of a saga it is. */
export interface NamedCall {
  readonly step: string;
  readonly operation: SagaOperation;
}

/**
 * What a local try's marker says of its call, since such a try has no activity id of its own. A run, which most are, is named by
 * its step alone: it stands in the history once for each call.
 */
export function tryName(address: string, operation: SagaOperation): string {
  return operation === 'run' && !address.includes('/') ? address : activityId(address, operation);
}

/** The call of a {@link tryName}; `undefined` for a text that no saga gave. */
export function parseTryName(name: string): NamedCall | undefined {
  return name.includes('/') || name === '' ? parseActivityId(name) : { step: name, operation: 'run' };
}

/** The step's address and the operation of an activity id; `undefined` for an id that no saga gave. */
export function parseActivityId(id: string): NamedCall | undefined {
  const slash = id.lastIndexOf('/');
  const operation = id.slice(slash + 1);
  return slash > 0 && operations.includes(operation)
    ? { step: id.slice(0, slash), operation: operation as SagaOperation }
    : undefined;
}
