import type { Doubt } from '../../engine/outcome.ts';
import { type Span, spanOf } from './span.ts';
import type { ToldAnswer } from './told.ts';

/** What can become of a step's run. */
export interface RunOutcomes<Next, Result> {
  /** It happens, and gives this result. */
  succeeds(result?: Result): Next;
  /** Its participant says a definite no: nothing happened. Of a child saga: it was unwound. */
  isRefused(code: string, detail?: string): Next;
  /** Nobody knows whether it happened. Of a child saga: it was broken off. */
  isInDoubt(code?: Doubt['code'], detail?: string): Next;
  /** No answer comes before its whole budget has passed; to a step that waits for a word nobody says anything. */
  timesOut(): Next;
  /** Its answer comes so long after it was called. */
  after(span: Span): Omit<RunOutcomes<Next, Result>, 'after' | 'timesOut'>;
}

/** What can become of a step's undo. */
export interface UndoOutcomes<Next> {
  /** It is done; said of an undo of which something else was told before. */
  succeeds(): Next;
  /** Its participant refuses it, which parks it. */
  isRefused(code: string, detail?: string): Next;
  /** Nobody knows whether it was done, which parks it. */
  isInDoubt(code?: Doubt['code'], detail?: string): Next;
  /** It is tried in vain for as long as it may be (`parkAfter`). */
  timesOut(): Next;
  /** Its answer comes so long after it was called. */
  after(span: Span): Omit<UndoOutcomes<Next>, 'after' | 'timesOut'>;
}

/** What a probe can find. Nothing told: it knows nothing. */
export interface ProbeOutcomes<Next, Result> {
  findsApplied(result?: Result): Next;
  findsRefused(code: string, detail?: string): Next;
  findsNothing(): Next;
  isInDoubt(): Next;
}

/** What a pivot's fence can find. Nothing told: the pivot never happened. */
export interface FenceOutcomes<Next, Result> {
  /** A worker that died had sent the pivot. */
  findsApplied(result?: Result): Next;
  findsNothing(): Next;
  isRefused(code: string, detail?: string): Next;
  isInDoubt(code?: Doubt['code'], detail?: string): Next;
}

type Tell<Next> = (answer: ToldAnswer, after: number) => Next;

/** @internal */
export function runOutcomes<Next, Result>(step: string, tell: Tell<Next>, after = 0): RunOutcomes<Next, Result> {
  return {
    // Without a result one stands for it that can be passed on, and no more.
    succeeds: (...result: [Result?]) =>
      tell({ kind: 'applied', ...(result.length === 0 ? {} : { result: result[0] }) }, after),
    isRefused: (code, detail) => tell({ kind: 'refused', refused: withDetail(code, detail) }, after),
    isInDoubt: (code = 'FAILED', detail) => tell({ kind: 'inDoubt', doubt: withDetail(code, detail) }, after),
    timesOut: () => tell({ kind: 'timedOut' }, after),
    after: (span) => runOutcomes<Next, Result>(step, tell, spanOf(span, `the answer of '${step}' after`)),
  };
}

/** @internal */
export function probeOutcomes<Next, Result>(tell: Tell<Next>): ProbeOutcomes<Next, Result> {
  const answers = (answer: unknown) => tell({ kind: 'answered', answer }, 0);
  return {
    findsApplied: (result) => answers({ kind: 'applied', result }),
    findsRefused: (code, detail) => answers({ kind: 'refused', ...withDetail(code, detail) }),
    findsNothing: () => answers({ kind: 'unknown' }),
    isInDoubt: () => tell({ kind: 'inDoubt', doubt: { code: 'FAILED' } }, 0),
  };
}

/** @internal */
export function fenceOutcomes<Next, Result>(tell: Tell<Next>): FenceOutcomes<Next, Result> {
  const answers = (answer: unknown) => tell({ kind: 'answered', answer }, 0);
  return {
    findsApplied: (result) => answers({ fence: 'applied', result }),
    findsNothing: () => answers({ fence: 'never' }),
    isRefused: (code, detail) => tell({ kind: 'refused', refused: withDetail(code, detail) }, 0),
    isInDoubt: (code = 'FAILED', detail) => tell({ kind: 'inDoubt', doubt: withDetail(code, detail) }, 0),
  };
}

function withDetail<Code extends string>(code: Code, detail: string | undefined) {
  return { code, ...(detail === undefined ? {} : { detail }) };
}
