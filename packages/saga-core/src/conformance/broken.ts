import type { Evidence } from './conformance-report.ts';

/** A guarantee does not hold. It never leaves the kit: the report says it. @internal */
export class Broken extends Error {
  /** Where it is not what was written last. */
  readonly evidence: readonly Evidence[] | undefined;

  constructor(why: string, evidence?: readonly Evidence[]) {
    super(why);
    this.evidence = evidence;
  }
}
