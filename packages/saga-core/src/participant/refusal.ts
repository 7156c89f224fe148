/**
 * Thrown by a participant's handler to say a definite business no: nothing happened, and nothing will.
 * What the handler wrote before it is rolled back. The refusal of a run is stored and is every duplicate's answer;
 * that of a call which must succeed (a compensation, a retriable step, an operator's patched call) is answered and forgotten,
 * so that a retry can succeed.
 *
 * Throw anything else for what is not definite (a timeout, a lock, a bug): all is rolled back and the caller may try again.
 * `code` is a stable name in upper snake case; `detail` is a sentence for people and must hold nothing personal or secret,
 * as it lands in Temporal's history.
 *
 * @example
 * ```ts
 * if (available < quantity) throw new Refusal('OUT_OF_STOCK', `Only ${available} of ${sku} are left.`);
 * ```
 */
export class Refusal extends Error {
  readonly code: string;
  readonly detail: string | undefined;

  constructor(code: string, detail?: string) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
  }
}
