import type { ConformanceOperation, ConformanceRequest } from './conformance-options.ts';
import type { Guarantee, Need } from './guarantee.ts';

const reasons: Record<Need, string> = {
  compensate: 'the operation has no `compensate`.',
  fence: 'the operation has no `fence`, which only a pivot needs.',
  refuse: 'the operation has no `refuse`, a run that must be refused.',
  refuseCompensation: 'the operation has no `refuseCompensation`, a compensation that must be refused.',
  observe: 'the operation has no `observe`, and answers alone do not show it.',
  mustSucceed: 'refusals of this operation are stored, as it is not `mustSucceed`.',
  storedRefusals: 'refusals of this operation are forgotten, as it is `mustSucceed`.',
  twoAddresses: 'run and compensation go to the same address.',
};

/** Why a guarantee says nothing of an operation; `undefined` when it does. @internal */
export function whyNotApplicable({ needs = [] }: Guarantee, operation: ConformanceOperation): string | undefined {
  const missing = needs.find((need) => !isMet(need, operation));
  return missing && reasons[missing];
}

function isMet(need: Need, operation: ConformanceOperation): boolean {
  if (need === 'storedRefusals') return operation.mustSucceed !== true;
  if (need === 'mustSucceed') return operation.mustSucceed === true;
  if (need === 'twoAddresses') return haveTwoAddresses(operation);
  return operation[need] !== undefined;
}

function haveTwoAddresses({ run, compensate }: ConformanceOperation): boolean {
  const saga = { id: 'id', sagaId: 'saga', runKey: 'key' };
  return compensate !== undefined && addressOf(run(saga)) !== addressOf(compensate({ ...saga, result: undefined }));
}

function addressOf({ method = 'POST', path }: ConformanceRequest): string {
  return `${method} ${path}`;
}
