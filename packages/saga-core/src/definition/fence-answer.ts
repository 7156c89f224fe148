/**
 * What a participant says when a call is fenced: `never` it did not happen, and can't any more, since a tombstone stands in
 * its place; or it was `applied`, with this result.
 */
export type FenceAnswer<Result> = { readonly fence: 'never' } | { readonly fence: 'applied'; readonly result?: Result };
