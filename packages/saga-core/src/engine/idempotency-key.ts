/** Which of a step's two keys: the run's, or its undo's. A fence and a probe carry the run's. */
export type KeyedOperation = 'run' | 'compensate';

/**
 * The idempotency key of a call: `<sagaId>/<step>[/<item>]/<run|compensate>`, each part percent-encoded, so that two sagas
 * or steps can never meet in one key. `address` is the step's address, whose parts are encoded already. A retry with
 * another argument is another call: `patch` counts them, as `~<n>`.
 * (draft-ietf-httpapi-idempotency-key-header asks for exactly this: a new key for a new payload.)
 *
 * @example
 * ```ts
 * idempotencyKey('create-order-7', 'reserveItems', 'run'); // 'create-order-7/reserveItems/run'
 * ```
 */
export function idempotencyKey(sagaId: string, address: string, operation: KeyedOperation, patch = 0): string {
  const key = `${encodeURIComponent(sagaId)}/${address}/${operation}`;
  return patch === 0 ? key : `${key}~${patch}`;
}
