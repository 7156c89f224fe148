/** What a cancel gets for an answer. Too late: the pivot was sent or the saga has ended, so it will not be unwound for this. */
export type CancelAnswer = { readonly accepted: true } | { readonly accepted: false; readonly code: 'TOO_LATE' };
