import type { SagaOperation } from '../engine/saga-call.ts';

const operations: readonly string[] = ['run', 'compensate', 'probe', 'fence'] satisfies SagaOperation[];

/** A call's activity id, which people see in Temporal's pages and clients read in its history: `reserveItems/run`. */
export function activityId(address: string, operation: SagaOperation): string {
  return `${address}/${operation}`;
}

/** The step's address and the operation of an activity id; `undefined` for an id that no saga gave. */
export function parseActivityId(id: string): { readonly step: string; readonly operation: SagaOperation } | undefined {
  const slash = id.lastIndexOf('/');
  const operation = id.slice(slash + 1);
  return slash > 0 && operations.includes(operation)
    ? { step: id.slice(0, slash), operation: operation as SagaOperation }
    : undefined;
}
