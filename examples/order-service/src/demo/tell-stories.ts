import pc from 'picocolors';
import type { OrderView } from '../api/orders/order-schema.ts';
import { changedLines } from './changed-lines.ts';
import type { Customer } from './customer.ts';
import { drawTimeline } from './draw-timeline.ts';
import { type FollowedOrder, followOrder, hasEnded } from './follow-order.ts';
import { endingOf, type Story } from './scenario.ts';
import type { Screen } from './screen.ts';
import { seconds } from './seconds.ts';

/** Places one order after the other and shows each saga as it goes. */
export async function tellStories(
  stories: readonly Story[],
  customer: Customer,
  screen: Screen,
): Promise<readonly FollowedOrder[]> {
  const followed: FollowedOrder[] = [];
  for (const [index, story] of stories.entries()) {
    screen.line();
    screen.line(pc.bold(`${index + 1}. ${story.title}`));
    const { items, paymentMethod } = story.wish;
    const wanted = items.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ');
    const placed = await customer.place(story.wish);
    screen.line(pc.dim(`   POST /orders  ${wanted}, ${paymentMethod}  →  202, order ${placed.id}`));
    const show = screen.isTerminal ? drawer(screen) : teller(screen);
    const end = await followOrder(customer, story, placed, show);
    screen.keep();
    const isRight = endingOf(end.order) === end.expected;
    const ending = (isRight ? pc.green : pc.red)(`${isRight ? '✓' : '✗'} ${endingOf(end.order)}`);
    screen.line(`   ${pc.bold(ending)} after ${seconds(end.took)}${isRight ? '' : `, expected ${end.expected}`}`);
    followed.push(end);
  }
  return followed;
}

function drawer(screen: Screen): (order: OrderView) => void {
  return (order) => screen.draw(drawTimeline(order, Date.now()).map((line) => `   ${line}`));
}

function teller(screen: Screen): (order: OrderView) => void {
  let before: OrderView | undefined;
  return (order) => {
    for (const line of changedLines(before, order, Date.now())) screen.line(`   ${line}`);
    if (hasEnded(order)) for (const line of drawTimeline(order, Date.now())) screen.line(`     ${line}`);
    before = order;
  };
}
