/**
 * How many items of a list, or undos, are under way at the same time at most. Temporal takes up to 2,000 calls in flight for
 * one workflow, and fails the whole workflow task, undos included, for one more.
 */
export const mostAtOnce = 500;
