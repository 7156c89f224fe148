import { RefusalMalformedError } from './refusal-malformed-error.ts';

/**
 * Thrown by a participant's handler to say a definite business no: nothing happened, and nothing will.
 * What the handler wrote before it is rolled back. The refusal of a run is stored and is every duplicate's answer;
 * that of a call which must succeed (a compensation, a retriable step, an operator's patched call) is answered and forgotten,
 * so that a retry can succeed.
 *
 * Throw anything else for what is not definite (a timeout, a lock, a bug): all is rolled back and the caller may try again.
 * `code` is a stable name in upper snake case: 1 to 100 of `A–Z a–z 0–9 _ . -`, as callers take for a refusal nothing else. `detail`
 * is a sentence for people and must hold nothing personal or secret, as it lands in Temporal's history. It is cut to 1,000 characters,
 * and what can't be stored (a NUL, half a character) becomes U+FFFD: it may hold what the call held, and the no is to stay definite.
 *
 * @throws RefusalMalformedError when `code` is none, or `detail` no text
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
    requireCode(code);
    const kept = detail === undefined ? undefined : storable(code, detail);
    super(kept === undefined ? code : `${code}: ${kept}`);
    this.name = 'Refusal';
    this.code = code;
    this.detail = kept;
  }
}

function requireCode(code: unknown): void {
  if (typeof code === 'string' && /^[A-Za-z0-9_.-]{1,100}$/.test(code)) return;
  const given = typeof code === 'string' ? JSON.stringify(code.slice(0, 100)) : `of type ${typeof code}`;
  throw new RefusalMalformedError(
    `The code of the refusal is ${given}; give 1 to 100 letters, digits, '_', '.' and '-', such as OUT_OF_STOCK. Callers take nothing else for a refusal.`,
  );
}

function storable(code: string, detail: unknown): string {
  if (typeof detail !== 'string')
    throw new RefusalMalformedError(
      `The detail of the refusal ${code} is of type ${typeof detail}; give a sentence, or leave it out.`,
    );
  return detail.slice(0, 1_000).toWellFormed().replaceAll('\0', '\ufffd');
}
