import type { Carry } from '../../../src/testing/modelled-orchestrator.ts';

/** The next run knows how far the saga is, and not in which order it came there. */
const undoStackLost: Carry = (carried) => ({ ...carried, state: { ...carried.state, started: [] } });

/** Wrong ways from one run of a saga's workflow to the next. */
export const carryMutants: Readonly<Record<string, Carry>> = {
  'undo stack lost on continue-as-new': undoStackLost,
};
