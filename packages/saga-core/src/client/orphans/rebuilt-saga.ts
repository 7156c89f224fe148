import type { SagaCause } from '../../engine/saga-cause.ts';
import type { SagaState } from '../../engine/saga-state.ts';

/** What the history of a saga that was broken off says of it: all that its undo needs. */
export interface RebuiltSaga {
  /** Nothing in it is in flight or parked: what was so is in doubt, or still to be undone. */
  readonly state: SagaState;
  /** Why it was being unwound, or was about to be. */
  readonly cause?: SagaCause;
  /** The pivot's step, when its call was sent and not refused. */
  readonly pivot?: string;
}
