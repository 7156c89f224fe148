import type { AnyCall } from '../../definition/call.ts';
import type { AnySaga } from '../../definition/saga-definition.ts';
import type { CallRun } from '../../definition/step-run.ts';

/** A step that is run by a call and undone by a call. */
export interface UndoByCall {
  readonly step: string;
  readonly run: CallRun;
  readonly undo: AnyCall;
  /** The steps whose results there may be. */
  readonly results: ReadonlySet<string>;
  /**
   * It is undone at a barrier that has seen the run. Otherwise there is either none, or the undo goes to another participant, whose
   * barrier knows nothing of the run.
   */
  readonly isGuarded: boolean;
}

export function undosByCall({ steps }: AnySaga): readonly UndoByCall[] {
  return steps.flatMap((step) => {
    const { name, run } = step;
    if (step.kind !== 'compensatable' || run.kind !== 'call' || step.undo.kind !== 'call') return [];
    const undo = step.undo.call;
    const isGuarded = run.call.barrier && undo.barrier && run.call.participant === undo.participant;
    const results = new Set(steps.map((other) => other.name).filter((other) => other !== name));
    return [{ step: name, run, undo, results, isGuarded }];
  });
}
