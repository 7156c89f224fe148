import type { StepView } from 'saga-core/client';
import type { SagaSnapshot } from './wire.ts';

/** Steps that stand beside each other in the drawn flow, as they ran at the same time. */
export type FlowColumn = readonly StepView[];

/**
 * The steps in columns, in the order of the definition. Items of one step (`reserve/sku-7`) and siblings that were sent at once share
 * one. A definition is not at hand, so what has not begun is drawn one after the other.
 */
export function flowColumns({ view, timeline }: SagaSnapshot): readonly FlowColumn[] {
  const steps = view?.steps ?? timeline.steps.map(({ step, calls }) => stepOfHistory(step, calls));
  const columns: StepView[][] = [];
  for (const step of steps) {
    const beside = columns.at(-1);
    const last = beside?.at(-1);
    if (beside !== undefined && last !== undefined && areBeside(last, step)) beside.push(step);
    else columns.push([step]);
  }
  return columns;
}

function areBeside(one: StepView, other: StepView): boolean {
  if (stepName(one.name) === stepName(other.name)) return true;
  // A saga's clock stands still while it sends: what has one time was sent at once.
  return one.startedAt !== undefined && one.startedAt === other.startedAt;
}

function stepName(address: string): string {
  return address.split('/', 1)[0] ?? address;
}

function stepOfHistory(name: string, calls: SagaSnapshot['timeline']['steps'][number]['calls']): StepView {
  const last = calls.at(-1);
  const attempts = calls.filter(({ operation }) => operation === 'run').reduce((sum, call) => sum + call.attempts, 0);
  const isUndo = last?.operation === 'compensate';
  const kind = last?.outcome.kind ?? 'inFlight';
  const status =
    kind === 'inFlight'
      ? isUndo
        ? 'compensating'
        : 'running'
      : kind === 'applied'
        ? isUndo
          ? 'compensated'
          : 'applied'
        : kind;
  return { name, status, attempts };
}
