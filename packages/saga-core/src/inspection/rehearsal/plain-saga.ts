import type { AnyCall } from '../../definition/call.ts';
import type { Flow, WhenNode } from '../../definition/flow.ts';
import { stepsOf, withSteps } from '../../definition/flow.ts';
import type { AnySaga } from '../../definition/saga-definition.ts';
import type { StepDefinition } from '../../definition/step.ts';
import type { CallRun, StepRun } from '../../definition/step-run.ts';

/** The only item of every list in a rehearsal: what happens to one happens to each. */
const onlyItem = 'each';

/** Which function of a definition reads its context. */
export interface Reader {
  readonly reads: 'run' | 'compensate' | 'probe' | 'fence' | 'condition' | 'items' | 'output';
  /** The step; of a condition or a list the first step in it; of the output the last of the saga. */
  readonly step: string;
  /** The function itself. */
  readonly mapping: (context: never) => unknown;
}

/** What a condition says in the context that the engine hands to it. */
export type Choose = (node: WhenNode, context: unknown) => boolean;

/** Told whenever a function of the definition is asked, with what the engine hands to it. */
export type Note = (reader: Reader, context: unknown) => void;

/**
 * The definition without any function of its author's, so that the engine can play it: mappings give nothing, conditions are
 * answered by `choose`, and every list has one item.
 */
export function plainSaga(saga: AnySaga, choose: Choose, note: Note): AnySaga {
  const noted =
    <Value>(reader: Reader, value: Value) =>
    (context: unknown) => {
      note(reader, context);
      return value;
    };
  const plainCall = (call: AnyCall, reads: Reader['reads'], step: string): AnyCall => ({
    ...call,
    argument: noted({ reads, step, mapping: call.argument }, undefined),
  });
  const plainRun = (run: StepRun, step: string): StepRun => {
    if (run.kind === 'saga') return { ...run, input: noted({ reads: 'run', step, mapping: run.input }, undefined) };
    if (run.kind === 'word') return run;
    const asked = (ask: NonNullable<CallRun['probe']>, reads: Reader['reads']) => ({
      ...ask,
      call: plainCall(ask.call, reads, step),
    });
    return {
      ...run,
      call: plainCall(run.call, 'run', step),
      ...(run.probe === undefined ? {} : { probe: asked(run.probe, 'probe') }),
      ...(run.fence === undefined ? {} : { fence: asked(run.fence, 'fence') }),
    };
  };
  const plainStep = (step: StepDefinition): StepDefinition => {
    const run = plainRun(step.run, step.name);
    if (step.kind !== 'compensatable' || step.undo.kind !== 'call') return { ...step, run };
    return { ...step, run, undo: { ...step.undo, call: plainCall(step.undo.call, 'compensate', step.name) } };
  };
  const plainFlow = (flow: Flow): Flow =>
    flow.map((node) => {
      switch (node.kind) {
        case 'parallel':
          return { ...node, branches: node.branches.map(plainFlow) };
        case 'when':
          return {
            ...node,
            condition: (context: unknown) => {
              note({ reads: 'condition', step: firstStep(node.flow), mapping: node.condition }, context);
              return choose(node, context);
            },
            flow: plainFlow(node.flow),
          };
        case 'forEach':
          return {
            ...node,
            items: noted({ reads: 'items', step: firstStep(node.flow), mapping: node.items }, [onlyItem]),
            key: () => onlyItem,
            flow: plainFlow(node.flow),
          };
        default:
          return node;
      }
    });
  const flow = plainFlow(withSteps(saga.flow, plainStep));
  const last = saga.steps.at(-1)?.name ?? saga.name;
  return {
    ...saga,
    flow,
    steps: stepsOf(flow),
    output: noted({ reads: 'output', step: last, mapping: saga.output }, undefined),
  };
}

function firstStep(flow: Flow): string {
  return stepsOf(flow)[0]?.name ?? '';
}
