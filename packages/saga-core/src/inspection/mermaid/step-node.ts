import type { StepDefinition } from '../../definition/step.ts';
import { label } from './label.ts';

/** A step as Mermaid draws it: its shape tells what kind it is. */
export function stepNode(id: string, { name, kind, run }: StepDefinition): string {
  const what = whatRuns(run);
  if (kind === 'pivot') return `${id}{{${label(name, what, 'point of no return')}}}:::pivot`;
  if (run.kind === 'saga') return `${id}[[${label(name, what)}]]`;
  if (run.kind === 'word') return `${id}[/${label(name, what)}/]`;
  return kind === 'retriable' ? `${id}(${label(name, what)})` : `${id}[${label(name, what)}]`;
}

function whatRuns(run: StepDefinition['run']): string {
  switch (run.kind) {
    case 'call':
      return run.call.activity;
    case 'saga':
      return `saga ${run.saga.name}`;
    case 'word':
      return 'waits for a word';
  }
}

/** How the pivot and the undos stand out, whatever the theme. */
export const classes = [
  'classDef pivot stroke-width:4px',
  'classDef undo stroke-dasharray:4 3',
  'classDef ending stroke-width:2px',
];
