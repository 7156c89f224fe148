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
 * What a local try's marker says of its call, since such a try has no activity id of its own; `undefined` where its activity's
 * name says it already. A run, which most are, is named by its step alone, and a step that is called as its participant's
 * operation by nothing: it stands in the history once for each call.
 */
export function tryName(address: string, operation: SagaOperation, activity: string): string | undefined {
  if (operation !== 'run' || address.includes('/')) return activityId(address, operation);
  return address === operationOf(activity) ? undefined : address;
}

/** The call of a {@link tryName}; `undefined` for a text that no saga gave. */
export function parseTryName(name: string | undefined, activity: string): NamedCall | undefined {
  const step = name ?? operationOf(activity);
  return step.includes('/') || step === '' ? parseActivityId(step) : { step, operation: 'run' };
}

// `reserve` of `inventory.reserve`.
function operationOf(activity: string): string {
  return activity.slice(activity.indexOf('.') + 1);
}

/** The step's address and the operation of an activity id; `undefined` for an id that no saga gave. */
export function parseActivityId(id: string): NamedCall | undefined {
  const slash = id.lastIndexOf('/');
  const operation = id.slice(slash + 1);
  return slash > 0 && operations.includes(operation)
    ? { step: id.slice(0, slash), operation: operation as SagaOperation }
    : undefined;
}
