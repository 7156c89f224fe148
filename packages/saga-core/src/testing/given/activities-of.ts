import type { AnySaga } from '../../definition/saga-definition.ts';

/** The names of all that a saga can call. A child saga's are `<saga>.run` and `<saga>.unwind`. @internal */
export function activitiesOf(definition: AnySaga): readonly string[] {
  return definition.steps.flatMap((step) => {
    const { run } = step;
    const undo = step.kind === 'compensatable' && step.undo.kind === 'call' ? [step.undo.call.activity] : [];
    if (run.kind === 'saga') return [`${run.saga.name}.run`, `${run.saga.name}.unwind`];
    if (run.kind === 'word') return [];
    return [run.call, run.probe?.call, run.fence?.call].flatMap((call) => call?.activity ?? []).concat(undo);
  });
}
