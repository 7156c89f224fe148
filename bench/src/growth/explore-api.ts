import type { ExploreReport } from 'saga-core/testing';

/** What the harness asks the process that explores: a process of its own, as it does nothing else meanwhile. */
export interface ExploreApi {
  explore(options: { readonly states: number }): Promise<ExploreFacts>;
}

export type ExploreFacts = Pick<ExploreReport, 'states' | 'transitions' | 'exhaustive' | 'seconds'> & {
  readonly violations: number;
};
