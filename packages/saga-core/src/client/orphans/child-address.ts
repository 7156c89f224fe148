import type { AnySaga } from '../../definition/saga-definition.ts';
import { findStep, itemKeyOf } from '../../engine/address.ts';
import type { KeyedOperation } from '../../engine/idempotency-key.ts';
import type { SagaState } from '../../engine/saga-state.ts';
import { unwoundBy } from '../saga-ids.ts';

/** Which step a child workflow belongs to, and whether it runs or unwinds it. */
export interface ChildAddress {
  readonly step: string;
  readonly operation: KeyedOperation;
  /** How often the child was started again before. */
  readonly restarts: number;
}

/** Reads a child workflow's id, as `childId` of the engine makes it; `undefined` for a child that is no step's. */
export function childAddress(definition: AnySaga, state: SagaState, id: string): ChildAddress | undefined {
  const prefix = `${state.sagaId}/`;
  if (!id.startsWith(prefix)) return undefined;
  const unwound = unwoundBy(id);
  const operation = unwound === undefined ? 'run' : 'compensate';
  const place = (unwound ?? id).slice(prefix.length);
  const [, before, count] = /^(.*)~(\d+)$/s.exec(place) ?? [];
  // An item's key may itself end like a count.
  const isCounted = before !== undefined && !isItem(definition, state, place);
  const step = isCounted ? before : place;
  if (findStep(definition, step)?.run.kind !== 'saga') return undefined;
  return { step, operation, restarts: isCounted ? Number(count) : 0 };
}

function isItem(definition: AnySaga, state: SagaState, address: string): boolean {
  const forEach = findStep(definition, address)?.forEach;
  const items = forEach === undefined ? undefined : state.items?.[forEach];
  return items?.some(({ key }) => key === itemKeyOf(address)) ?? false;
}
