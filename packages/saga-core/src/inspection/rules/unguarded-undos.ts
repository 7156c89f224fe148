import type { AnyCall } from '../../definition/call.ts';
import type { AnySaga } from '../../definition/saga-definition.ts';
import type { CallRun } from '../../definition/step-run.ts';

/** A step whose undo no barrier joins with its run. */
export interface UnguardedUndo {
  readonly step: string;
  readonly run: CallRun;
  readonly undo: AnyCall;
  /** The steps whose results there may be. */
  readonly results: ReadonlySet<string>;
}

/**
 * The steps that are undone by a call, but not at a barrier that has seen the run: either there is none, or the undo goes to
 * another participant, whose barrier knows nothing of the run.
 */
export function unguardedUndos({ steps }: AnySaga): readonly UnguardedUndo[] {
  return steps.flatMap((step) => {
    const { name, run } = step;
    if (step.kind !== 'compensatable' || run.kind !== 'call' || step.undo.kind !== 'call') return [];
    const undo = step.undo.call;
    if (run.call.barrier && undo.barrier && run.call.participant === undo.participant) return [];
    return [
      { step: name, run, undo, results: new Set(steps.map((other) => other.name).filter((other) => other !== name)) },
    ];
  });
}
