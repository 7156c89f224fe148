import { durationText } from '../../definition/diff/duration-text.ts';
import type { AnySaga } from '../../definition/saga-definition.ts';
import { rollbackPaths } from '../rollback-paths.ts';
import { Drawing } from './drawing.ts';
import { label } from './label.ts';
import { classes } from './step-node.ts';

/** The whole saga: the way forward, and the undos in the order in which the engine sends them. */
export function drawFlow(saga: AnySaga): readonly string[] {
  const drawing = new Drawing();
  const { entries, exits } = drawing.flow(saga.flow);
  const nodes = [
    `start([${label(saga.name, ...headLines(saga))}]):::ending`,
    ...drawing.nodes,
    `completed([${label('completed')}]):::ending`,
  ];
  const edges = [
    ...entries.map((id) => `start --> ${id}`),
    ...drawing.edges,
    ...exits.map(({ id, label: text }) => `${id} -->${text === undefined ? '' : `|${label(text)}|`} completed`),
  ];
  return indented([...nodes, ...edges, ...undoLines(saga, drawing)]);
}

function headLines({ version, deadline }: AnySaga): readonly string[] {
  return [`version ${version}`, ...(deadline === undefined ? [] : [`deadline ${durationText(deadline)}`])];
}

/** A flowchart of these lines. */
export function indented(lines: readonly string[]): readonly string[] {
  return ['flowchart TD', ...[...lines, ...classes].map((line) => `  ${line}`)];
}

function undoLines(saga: AnySaga, drawing: Drawing): readonly string[] {
  const paths = rollbackPaths(saga).map(({ turns }) =>
    turns.map((turn) => turn.filter(({ operation }) => operation === 'compensate')).filter((turn) => turn.length > 0),
  );
  const undos = new Map(paths.flat(2).map((call) => [call.step, call]));
  // In the order of the definition, whatever path met them first.
  const undone = saga.steps.flatMap(({ name }) => undos.get(name) ?? []);
  if (undone.length === 0) return [];
  const idOf = (step: string) => `undo_${drawing.idOf(step)}`;
  const next = new Set(
    paths.flatMap((turns) =>
      turns.flatMap((turn, at) =>
        turn.flatMap(({ step }) => {
          const after = turns[at + 1];
          return after === undefined
            ? [`${idOf(step)} -.-> compensated`]
            : after.map((call) => `${idOf(step)} -.-> ${idOf(call.step)}`);
        }),
      ),
    ),
  );
  return [
    ...undone.map(
      ({ step, activity, forEach }) =>
        `${idOf(step)}[${label(`undo ${step}`, activity, ...(forEach ? ['each item'] : []))}]:::undo`,
    ),
    `compensated([${label('compensated')}]):::ending`,
    ...undone.map(({ step }) => `${drawing.idOf(step)} -. undo .-> ${idOf(step)}`),
    ...next,
  ];
}
