import type { Refused } from './outcome.ts';

/** Somebody's word to a step that waits for one: a value, or a no, which counts like a participant's refusal. */
export type GivenWord = { readonly value?: unknown } | { readonly refused: Refused };
