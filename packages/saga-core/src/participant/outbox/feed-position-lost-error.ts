/**
 * A reader can't go on where it was: the events after its position were removed, as it was away longer than they are kept, or the feed's
 * database was put back to an older state. Bring the reader up to date by other means, and let it begin anew without a position.
 */
export class FeedPositionLostError extends Error {
  override readonly name = 'FeedPositionLostError';
  readonly code = 'FEED_POSITION_LOST';

  constructor(position: string) {
    super(
      `The feed can't be read on from position ${position}: what comes after it is no longer kept, or the feed never was that far. Compare the reader's data with the source's, and then remove its row in saga_inbox_position to begin with the oldest event that is kept.`,
    );
  }
}
