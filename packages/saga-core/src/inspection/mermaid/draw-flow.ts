import { durationText } from '../../definition/diff/duration-text.ts';
import type { AnySaga } from '../../definition/saga-definition.ts';
import { wholeWayBack } from '../rollback-paths.ts';
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
  const turns = wholeWayBack(saga).filter((turn) => turn.some(({ operation }) => operation === 'compensate'));
  const rows = [...turns.map((turn) => turn.map(({ step }) => `undo_${drawing.idOf(step)}`)), ['compensated']];
  const calls = turns.flat();
  if (calls.length === 0) return [];
  return [
    ...calls.map(
      ({ step, activity, forEach }) =>
        `undo_${drawing.idOf(step)}[${label(`undo ${step}`, activity, ...(forEach ? ['each item'] : []))}]:::undo`,
    ),
    `compensated([${label('compensated')}]):::ending`,
    ...calls.map(({ step }) => `${drawing.idOf(step)} -. undo .-> undo_${drawing.idOf(step)}`),
    ...rows.flatMap((row, at) => row.flatMap((id) => (rows[at - 1] ?? []).map((before) => `${before} -.-> ${id}`))),
  ];
}
