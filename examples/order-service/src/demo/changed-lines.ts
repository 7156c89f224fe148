import type { OrderView } from '../api/orders/order-view.ts';
import { stepLook } from './draw-timeline.ts';
import { seconds } from './seconds.ts';

/** What is different between two looks at an order, a line each, for where lines cannot be drawn over. */
export function changedLines(before: OrderView | undefined, order: OrderView, now: number): readonly string[] {
  const at = `+${seconds(Math.max(0, now - Date.parse(order.createdAt)))}`.padEnd(9);
  const steps = order.saga.steps.flatMap((step) => {
    const was = before?.saga.steps.find(({ name }) => name === step.name);
    const isSame = was?.status === step.status && Math.max(1, was.attempts) === Math.max(1, step.attempts);
    if (isSame || (was === undefined && step.status === 'pending')) return [];
    const attempts = step.attempts > 1 ? `, attempt ${step.attempts}` : '';
    return [`${at} ${step.name.padEnd(15)} ${stepLook(step.status)}${attempts}`];
  });
  const isUnwinding = order.saga.status === 'compensating' && before?.saga.status !== 'compensating';
  return isUnwinding ? [`${at} the saga unwinds`, ...steps] : steps;
}
