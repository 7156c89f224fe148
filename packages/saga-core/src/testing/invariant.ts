import type { SagaState } from '../engine/saga-state.ts';

/** What an invariant sees: how far the saga is, and each participant's state as its model keeps it. The network is not shown. */
export interface SagaView<Participants> {
  readonly saga: SagaState;
  readonly participants: Participants;
}

/**
 * A promise that must hold in every world, also while messages are under way and after the saga has ended. It is asked after every
 * move that changes what it sees, with the world before it too, for promises about what may follow upon what.
 * Pure; `true` when it holds.
 */
export type Invariant<Participants> = (now: SagaView<Participants>, before: SagaView<Participants>) => boolean;

/** Promises by name; each name is a sentence. */
export type Invariants<Participants> = Readonly<Record<string, Invariant<Participants>>>;
