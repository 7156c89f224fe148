/**
 * Why a saga unwinds. The first cause wins and never changes.
 * `cancelled` somebody asked · `deadline` the saga's own time ran out · `refused` a step's participant said no ·
 * `inDoubt` a step's outcome could not be known. `step` and `code` say which and why for the last two.
 */
export interface SagaCause {
  readonly kind: 'cancelled' | 'deadline' | 'refused' | 'inDoubt';
  readonly step?: string;
  readonly code?: string;
  readonly detail?: string;
}
