import { setTimeout as delay } from 'node:timers/promises';
import type { OrderView } from '../api/orders/order-schema.ts';
import type { Customer } from './customer.ts';
import { expectedEnding, type Scenario, type Story } from './scenario.ts';

/** An order of the demo that has ended, or did not in time. */
export interface FollowedOrder {
  readonly scenario: Scenario;
  readonly customerId: string;
  readonly order: OrderView;
  /** How it had to end. */
  readonly expected: string;
  /** Milliseconds from being placed to its end. */
  readonly took: number;
}

const pollMilliseconds = 100;
/** Twice what the slowest step may take by its definition: whoever needs longer is not late but stuck. */
const patienceMilliseconds = 120_000;

/** Whether nothing of an order will change any more. */
export function hasEnded({ saga, status }: OrderView): boolean {
  return status !== 'PENDING' && (saga.status === 'completed' || saga.status === 'compensated');
}

/** Follows a placed order to its end, tells of each look, and cancels it where the scenario says so. */
export async function followOrder(
  customer: Customer,
  scenario: Scenario & Pick<Story, 'cancelDuring'>,
  placed: OrderView,
  onLook: (order: OrderView) => void = () => undefined,
): Promise<FollowedOrder> {
  const until = performance.now() + patienceMilliseconds;
  let order = placed;
  let isCancelAccepted: boolean | undefined;
  onLook(order);
  while (!hasEnded(order) && performance.now() < until) {
    await delay(pollMilliseconds);
    order = await customer.read(order.id);
    if (isCancelAccepted === undefined && isCalling(order, scenario.cancelDuring)) {
      isCancelAccepted = await customer.cancel(order.id);
      order = await customer.read(order.id);
    }
    onLook(order);
  }
  const expected = expectedEnding(scenario, isCancelAccepted);
  return { scenario, customerId: customer.id, order, expected, took: tookMilliseconds(order) };
}

function isCalling({ saga }: OrderView, step: string | undefined): boolean {
  return saga.steps.some(({ name, status }) => name === step && status === 'running');
}

/** From the order's acceptance to the end of its last step, by the clocks of those who did it. */
function tookMilliseconds({ createdAt, saga }: OrderView): number {
  const ends = saga.steps.flatMap(({ endedAt }) => (endedAt === undefined ? [] : [Date.parse(endedAt)]));
  return Math.max(0, Math.max(...ends, Date.parse(createdAt)) - Date.parse(createdAt));
}
