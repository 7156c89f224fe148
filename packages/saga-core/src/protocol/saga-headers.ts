import type { SagaCall } from '../engine/saga-call.ts';

/**
 * The headers of the participant protocol that carry a call over HTTP; `readSagaHeaders` is the other half.
 * `Saga-Id` is percent-encoded as it is in the key, since a header holds only ASCII.
 *
 * @example
 * ```ts
 * await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...sagaHeaders(call) }, body });
 * ```
 */
export function sagaHeaders(call: SagaCall): Record<string, string> {
  return {
    'Idempotency-Key': call.key,
    'Saga-Id': encodeURIComponent(call.sagaId),
    'Saga-Step': call.step,
    'Saga-Operation': call.operation,
    ...(call.mustSucceed === true && { 'Saga-Must-Succeed': 'true' }),
    ...(call.notAfter !== undefined && { 'Saga-Not-After': String(call.notAfter) }),
  };
}
