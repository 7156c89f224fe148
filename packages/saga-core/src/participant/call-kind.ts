import type { SagaCall } from '../engine/saga-call.ts';

/** Whether an operator changed the call's argument: its key then ends in `~<n>`. @internal */
export function isPatched({ key }: SagaCall): boolean {
  return /\/(?:run|compensate)~\d+$/.test(key);
}

/** Whether a refusal of this call is rolled back and forgotten instead of stored. @internal */
export function forgetsRefusals(call: SagaCall): boolean {
  return call.mustSucceed === true || call.operation === 'compensate' || isPatched(call);
}
