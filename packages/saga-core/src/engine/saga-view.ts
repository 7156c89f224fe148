import type { SagaCause } from './saga-cause.ts';
import type { SagaStatus, StepStatus } from './saga-status.ts';

/** One step as it can be seen from outside. Times are RFC 3339 in UTC. */
export interface StepView {
  readonly name: string;
  readonly status: StepStatus;
  /** How often the step's run was tried. 0 while it has not been. */
  readonly attempts: number;
  /** When its run was sent. */
  readonly startedAt?: string;
  /** When it last settled: its run, or later its undo. Absent while a call of it is in flight. */
  readonly endedAt?: string;
  /** Why it waits for a decision. */
  readonly parked?: {
    readonly operation: 'run' | 'compensate' | 'fence';
    readonly code: string;
    readonly detail?: string;
  };
}

/** A saga as it can be seen from outside: how far it is, why it unwinds, and each step in the order of the definition. */
export interface SagaView {
  readonly id: string;
  readonly status: SagaStatus;
  readonly cause?: SagaCause;
  readonly steps: readonly StepView[];
}
