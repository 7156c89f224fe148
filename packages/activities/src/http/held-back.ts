/** A call was not sent, to spare its participant or our own worker. It says nothing of the call itself. */
export class HeldBack extends Error {
  override readonly name = 'HeldBack';
  /** Milliseconds after which it is worth another try. */
  readonly retryAfterMs: number;

  /** `reason` completes "No definite answer to inventory.reserve: …". */
  constructor(reason: string, retryAfterMs: number) {
    super(reason);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Within the upper half of `ms`: those who were held back together should not come back together. */
export function spread(ms: number): number {
  return Math.round(ms * (0.5 + Math.random() / 2));
}
