import type { FailedCall } from '../../protocol/call-failure.ts';

/** How one call ended. */
export type CallEnding = { readonly kind: 'applied'; readonly result: unknown } | FailedCall;
