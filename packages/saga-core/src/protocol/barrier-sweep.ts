/**
 * What whoever reports ended sagas asks of one participant. `barrierSweep` is it beside the database, `httpBarrierSweep` from afar;
 * a participant that is reached otherwise implements these two.
 */
export interface BarrierSweep {
  /** Ids of sagas that have rows, and wrote none lately; each once, in the participant's own order, after `after`, at most `limit`. Empty at the end. */
  sagaIds(page: { readonly after?: string; readonly limit: number }): Promise<readonly string[]>;
  /** Removes the rows of sagas of which nothing can be sent any more, and says how many rows that were. */
  removeEnded(sagaIds: readonly string[]): Promise<number>;
}
