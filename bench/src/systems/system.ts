import type { LoopFacts, LoopOptions } from '../measure/closed-loop.ts';
import type { SagaPath } from '../order/order.ts';

export const systemNames = ['adaptive', 'activity', 'handwritten', 'restate', 'dbos'] as const;
export type SystemName = (typeof systemNames)[number];

/** What a system is given: where the others are. */
export interface Surroundings {
  readonly participantsUrl: string;
  readonly temporalAddress: string;
  /** The bundle of this system's workflows; for the rows on Temporal. */
  readonly workflowBundle: string;
  readonly restate: { readonly ingressUrl: string; readonly adminUrl: string } | undefined;
  readonly postgresUrl: string | undefined;
}

/** What a system wrote down of one saga. */
export interface Footprint {
  /** Events of its history, entries of its journal, or rows. */
  readonly events: number;
  readonly bytes: number;
  /** How many there are of each kind. */
  readonly kinds: Readonly<Record<string, number>>;
}

/** One way to run the saga, ready to. */
export interface System {
  /** Starts a saga and resolves when its end is known: that all was applied, or all undone. */
  readonly runSaga: (id: string, path: SagaPath) => Promise<SagaPath>;
  readonly footprint: (id: string) => Promise<Footprint>;
  readonly close: () => Promise<void>;
}

/** What the harness asks a system's process. */
export interface SystemApi {
  open(surroundings: Surroundings): Promise<void>;
  loop(options: LoopOptions): Promise<LoopFacts>;
  footprints(ids: readonly string[]): Promise<readonly Footprint[]>;
}
