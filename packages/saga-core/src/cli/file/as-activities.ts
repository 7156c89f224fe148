import type { AnySaga } from '../../definition/saga-definition.ts';

/** The same saga, as it would have been built with `execution: 'activity'`: no call of it is tried locally. */
export function asActivities<Saga extends object>(saga: Saga): Saga {
  const { flow, steps } = saga as unknown as AnySaga;
  return Object.freeze({ ...saga, execution: 'activity', flow: neverLocal(flow), steps: neverLocal(steps) });
}

// What a definition is made of is plain, save for its functions and a child's schema, which stay what they are.
function neverLocal<Value>(value: Value): Value {
  if (Array.isArray(value)) return Object.freeze(value.map(neverLocal)) as Value;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'local' && key !== 'batch');
  const frozen = Object.fromEntries(kept.map(([key, part]) => [key, neverLocal(part)]));
  return Object.freeze(frozen.execution === undefined ? frozen : { ...frozen, execution: 'activity' }) as Value;
}
