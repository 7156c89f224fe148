import type { KeyedOperation } from '../engine/idempotency-key.ts';

/** A call's activity id, which people see in Temporal's pages and clients read in its history: `reserveItems/run`. */
export function activityId(step: string, operation: KeyedOperation): string {
  return `${step}/${operation}`;
}

/** The step and operation of an activity id; `undefined` for an id that no saga gave. */
export function parseActivityId(id: string): { readonly step: string; readonly operation: KeyedOperation } | undefined {
  const slash = id.lastIndexOf('/');
  const operation = id.slice(slash + 1);
  return slash > 0 && (operation === 'run' || operation === 'compensate')
    ? { step: id.slice(0, slash), operation }
    : undefined;
}
