import type { SagaView, StepView } from '../engine/saga-view.ts';

/** What a saga's workflow knows of itself. How often a call was tried it does not know; a client reads that from history. */
export type StatusAnswer = Omit<SagaView, 'steps'> & { readonly steps: readonly Omit<StepView, 'attempts'>[] };
