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

/** The most that a participant takes in a header, and so in a key. */
const longestKey = 1_024;

/** What comes behind the address: `/compensate`, and a `~<n>` of as many retries as nobody makes by hand. */
const longestEnding = '/compensate~99999'.length;

/** Of what a header holds, an id leaves this to a step's name, at most 100 characters, and to its ending. */
export const longestEncodedId = 800;

/** The characters that a saga's id has in each of its keys, where a letter beyond ASCII takes six to twelve. */
export function encodedLength(sagaId: string): number {
  return encodeURIComponent(sagaId).length;
}

/** How many characters too many the keys of a step have for a participant's headers; 0 or less when they fit. */
export function excessOfKey(sagaId: string, address: string): number {
  return encodedLength(sagaId) + 1 + address.length + longestEnding - longestKey;
}
