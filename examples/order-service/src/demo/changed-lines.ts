import type { OrderView } from '../api/orders/order-schema.ts';
import { stepLook } from './draw-timeline.ts';
import { seconds } from './seconds.ts';

type StepView = OrderView['saga']['steps'][number];

/**
 * What is different between two looks at an order, a line each, for where lines cannot be drawn over. Much can happen
 * between two looks: the lines are in the order in which it happened.
 */
export function changedLines(before: OrderView | undefined, order: OrderView, now: number): readonly string[] {
  const at = `+${seconds(Math.max(0, now - Date.parse(order.createdAt)))}`.padEnd(9);
  const changed = order.saga.steps.filter((step) => isChanged(before, step));
  const undone = changed.filter(({ status }) => isOfUnwinding(status));
  const skipped = changed.filter(({ status }) => status === 'skipped');
  const forward = changed.filter((step) => !undone.includes(step) && !skipped.includes(step));
  const line = ({ name, status, attempts }: StepView) =>
    `${at} ${name.padEnd(15)} ${stepLook(status)}${attempts > 1 ? `, attempt ${attempts}` : ''}`;
  return [
    ...forward.toSorted(byEnd).map(line),
    ...(isUnwinding(order) && !isUnwinding(before) ? [`${at} the saga unwinds`] : []),
    ...skipped.map(line),
    // Undone is last to first.
    ...undone.toReversed().toSorted(byEnd).map(line),
  ];
}

function isChanged(before: OrderView | undefined, step: StepView): boolean {
  const was = before?.saga.steps.find(({ name }) => name === step.name);
  if (was === undefined) return step.status !== 'pending';
  return was.status !== step.status || Math.max(1, was.attempts) !== Math.max(1, step.attempts);
}

/** A parked step is the last to change, whatever it was at. */
function isOfUnwinding(status: StepView['status']): boolean {
  return status === 'compensating' || status === 'compensated' || status === 'parked';
}

function isUnwinding(order: OrderView | undefined): boolean {
  return order?.saga.status === 'compensating' || order?.saga.status === 'compensated';
}

/** What is still under way comes after what has ended. */
function byEnd(one: StepView, other: StepView): number {
  return endOf(one) - endOf(other);
}

function endOf({ endedAt }: StepView): number {
  return endedAt === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(endedAt);
}
