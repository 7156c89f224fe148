import type { OperatorAction, PreviewedUndo, StepView } from 'saga-core/client';
import { quoted } from './explain.ts';
import type { SagaSnapshot } from './wire.ts';

/** One thing that an operator can do about a parked step, in the words in which it is offered. */
export interface Choice {
  readonly label: string;
  /** What it does, said before it is done. */
  readonly effect: string;
  readonly action: OperatorAction;
  /** JSON that goes along: the `argument` must be given, a `result` may be. */
  readonly takes?: 'argument' | 'result';
  /** It can lose or leave something that no later decision brings back. */
  readonly isGrave?: true;
  /** What it has undone, when the saga turns back for it. */
  readonly undoes?: readonly PlannedUndo[];
}

/** An undo that would follow; the call is known only where the saga itself can say it. */
export type PlannedUndo = Pick<PreviewedUndo, 'step'> & Partial<PreviewedUndo>;

/** What can be done about a parked step. Whether it fits the saga judges itself when it is asked. */
export function choicesFor(snapshot: SagaSnapshot, step: StepView): readonly Choice[] {
  const name = quoted(step.name);
  switch (parkedPart(snapshot, step)) {
    case 'undo':
      return choicesForUndo(name);
    case 'fence':
      return choicesForFence(name, snapshot);
    case 'pivot':
      return choicesForPivot(name, snapshot, step);
    case 'forward':
      return choicesForForward(name);
    case 'run':
      return choicesForRun(name, snapshot, step);
  }
}

function parkedPart({ rollback }: SagaSnapshot, { name, parked }: StepView) {
  if (parked?.operation === 'compensate') return 'undo';
  if (parked?.operation === 'fence') return 'fence';
  if (rollback?.kind !== 'irreversible') return 'run';
  return rollback.pivot === name ? 'pivot' : 'forward';
}

function choicesForUndo(name: string): readonly Choice[] {
  return [
    {
      label: 'Retry the undo',
      effect: `The same undo of ${name} is sent again, under the same key. If it happened before, the participant answers as it did then.`,
      action: { action: 'retry' },
    },
    {
      label: 'Retry with another argument',
      effect: `The undo of ${name} is sent with the argument that you give here, under a new key.`,
      action: { action: 'retry' },
      takes: 'argument',
    },
    {
      label: 'Undone by hand',
      effect: `Nothing is sent. What ${name} did counts as undone, because you saw to it yourself.`,
      action: { action: 'resolvedElsewhere' },
    },
    {
      label: 'Give the undo up',
      effect: `Nothing is sent. What ${name} did stays done, and no one undoes it; the saga goes on with what else is to be undone.`,
      action: { action: 'skip' },
      isGrave: true,
    },
  ];
}

function choicesForFence(name: string, { rollback }: SagaSnapshot): readonly Choice[] {
  return [
    {
      label: 'Ask again',
      effect: `The participant is asked again whether ${name} has happened.`,
      action: { action: 'retry' },
    },
    {
      label: 'It has happened',
      effect: `${name} counts as applied. The saga goes forward and nothing of it is undone any more.`,
      action: { action: 'resolvedElsewhere', outcome: 'applied' },
      isGrave: true,
    },
    {
      label: 'It has not happened',
      effect: `${name} counts as never happened, and must never happen later. What came before it is undone.`,
      action: { action: 'resolvedElsewhere', outcome: 'refused' },
      isGrave: true,
      undoes: rollback?.kind === 'undo' ? rollback.calls : [],
    },
  ];
}

function choicesForPivot(name: string, snapshot: SagaSnapshot, { name: address }: StepView): readonly Choice[] {
  return [
    ...retries(name),
    {
      label: 'It was applied',
      effect: `${name} counts as applied. It is the point of no return: the saga goes forward and nothing of it is undone any more.`,
      action: { action: 'resolvedElsewhere', outcome: 'applied' },
      takes: 'result',
      isGrave: true,
    },
    {
      label: 'It was refused',
      effect: `${name} counts as not happened, and must never happen later. The saga turns back, and undoes what came before.`,
      action: { action: 'resolvedElsewhere', outcome: 'refused' },
      isGrave: true,
      undoes: stepsBefore(snapshot, address),
    },
  ];
}

function choicesForForward(name: string): readonly Choice[] {
  return [
    ...retries(name),
    {
      label: 'Done by hand',
      effect: `Nothing is sent. ${name} counts as applied, because you saw to it yourself; the saga goes on.`,
      action: { action: 'resolvedElsewhere', outcome: 'applied' },
      takes: 'result',
    },
    {
      label: 'Give the step up',
      effect: `Nothing is sent. ${name} is left undone for good, and the saga goes on without it.`,
      action: { action: 'skip' },
      isGrave: true,
    },
  ];
}

function choicesForRun(name: string, { rollback }: SagaSnapshot, { name: address }: StepView): readonly Choice[] {
  const calls = rollback?.kind === 'undo' ? rollback.calls : [];
  return [
    ...retries(name),
    {
      label: 'It was applied',
      effect: `${name} counts as applied, and the saga goes on with the next step.`,
      action: { action: 'resolvedElsewhere', outcome: 'applied' },
      takes: 'result',
    },
    {
      label: 'It was refused',
      effect: `${name} counts as not happened, and must never happen later. The saga turns back, and undoes what came before.`,
      action: { action: 'resolvedElsewhere', outcome: 'refused' },
      isGrave: true,
      undoes: calls.filter(({ step }) => step !== address),
    },
  ];
}

function retries(name: string): readonly Choice[] {
  return [
    {
      label: 'Retry',
      effect: `The same call of ${name} is sent again, under the same key. If it happened before, the participant answers as it did then.`,
      action: { action: 'retry' },
    },
    {
      label: 'Retry with another argument',
      effect: `${name} is called with the argument that you give here, under a new key.`,
      action: { action: 'retry' },
      takes: 'argument',
    },
  ];
}

// The saga itself says what it would undo only while it can turn back by itself; so this is by what its steps say.
function stepsBefore({ view }: SagaSnapshot, pivot: string): readonly PlannedUndo[] {
  return (view?.steps ?? [])
    .filter(({ name, status }) => name !== pivot && (status === 'applied' || status === 'inDoubt'))
    .sort((one, other) => (other.startedAt ?? '').localeCompare(one.startedAt ?? ''))
    .map(({ name: step }) => ({ step }));
}
