/** How far a test run got, as the reporter tells it. */
export interface Tally {
  readonly passed: number;
  /** Tests that failed, and whatever else failed: a file that can't be loaded, a hook, an error nobody caught. */
  readonly failed: number;
  /** Whether all that was to run has run. */
  readonly complete: boolean;
}

/** How the process of a test run ended. */
export interface RunEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What a test run comes to: what to say, and whether all is well. */
export interface Verdict {
  /** A sentence for what the counts alone would not tell. */
  readonly remark?: string;
  readonly passed: number;
  readonly failed: number;
}

/** Adds to the counts what they can't know: a run that broke off, ended badly or ran nothing is one failure more. */
export function verdictOf(tally: Tally | undefined, { code, signal }: RunEnd): Verdict {
  const { passed, failed, complete } = tally ?? { passed: 0, failed: 0, complete: false };
  const one = (remark: string) => ({ remark: `${remark} That counts as a failure.`, passed, failed: failed + 1 });
  if (!complete) return one(`The run ended before all tests had run (${signal ?? `exit code ${code}`}).`);
  if (passed + failed === 0) return one('No test ran.');
  if (code !== 0 && failed === 0)
    return one(`Every test passed, but the run failed (${signal ?? `exit code ${code}`}).`);
  return { passed, failed };
}
