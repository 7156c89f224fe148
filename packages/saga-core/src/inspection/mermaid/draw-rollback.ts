import { nearestName } from '../../definition/nearest-name.ts';
import type { AnySaga } from '../../definition/saga-definition.ts';
import { SagaDefinitionError } from '../../errors/saga-definition-error.ts';
import { endingsOf } from '../rehearsal/endings-of.ts';
import { type RollbackCall, type RollbackPath, waysBackFrom } from '../rollback-paths.ts';
import { indented } from './draw-flow.ts';
import { label } from './label.ts';
import { stepNode } from './step-node.ts';

const endings = { refused: 'refused', inDoubt: 'in doubt', cancelled: 'cancelled meanwhile' } as const;
const ends = {
  compensated: 'compensated',
  needsAttention: 'needs attention: a person decides',
  unstoppable: 'goes on: the pivot was sent',
} as const;

/** What follows when one step goes wrong: one lane for each different way back. */
export function drawRollback(saga: AnySaga, from: string): readonly string[] {
  const step = saga.steps.find(({ name }) => name === from);
  const paths = step === undefined ? [] : waysBackFrom(saga, step);
  if (step === undefined || paths.length === 0) throw noWayBack(saga, from);
  // Ways back that are the same are one lane.
  const lanes = new Map<string, RollbackPath[]>();
  for (const path of paths) {
    const key = JSON.stringify([path.turns, path.end]);
    lanes.set(key, [...(lanes.get(key) ?? []), path]);
  }
  return indented([
    stepNode('step', step),
    ...[...lanes.values()].flatMap((same, at) => laneLines(`lane${at + 1}`, same)),
  ]);
}

function laneLines(lane: string, same: readonly RollbackPath[]): readonly string[] {
  const [path] = same;
  if (path === undefined) return [];
  const why = same.map(({ ending }) => endings[ending]).join(', or ');
  const turns = path.turns.map((turn, at) =>
    turn.map((call, beside) => ({ id: `${lane}_${at + 1}_${beside + 1}`, call })),
  );
  const end = `${lane}_end`;
  const nodes = turns.flat().map(({ id, call }) => `${id}${callNode(call)}`);
  const rows = [...turns.map((turn) => turn.map(({ id }) => id)), [end]];
  const edges = rows.flatMap((row, at) =>
    at === 0
      ? row.map((id) => `step -. ${label(why)} .-> ${id}`)
      : row.flatMap((id) => (rows[at - 1] ?? []).map((before) => `${before} -.-> ${id}`)),
  );
  return [...nodes, `${end}([${label(ends[path.end])}]):::ending`, ...edges];
}

function callNode({ step, activity, operation, forEach }: RollbackCall): string {
  const each = forEach === undefined ? [] : ['each item'];
  switch (operation) {
    case 'compensate':
      return `[${label(`undo ${step}`, activity, ...each)}]:::undo`;
    case 'probe':
      return `{${label(`did ${step} happen?`, activity, 'nobody knows')}}`;
    case 'fence':
      return `{${label(`can ${step} still happen?`, activity, 'never')}}`;
  }
}

function noWayBack(saga: AnySaga, from: string): SagaDefinitionError {
  const names = saga.steps.filter((step) => endingsOf(step).length > 0).map(({ name }) => name);
  const meant = typeof from === 'string' ? nearestName(from, names) : undefined;
  const isAfterPivot = saga.steps.some(({ name }) => name === from);
  const why = isAfterPivot
    ? 'which stands after the pivot, where nothing is undone'
    : `which saga '${saga.name}' does not have${meant === undefined ? '' : `; did you mean '${meant}'?`}`;
  return new SagaDefinitionError(
    'INVALID_OPTION',
    `toMermaid.rollbackFrom names a step ${JSON.stringify(from)}, ${why}. Give one of ${names.join(', ')}.`,
  );
}
