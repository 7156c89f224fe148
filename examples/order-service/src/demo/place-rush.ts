import { setTimeout as delay } from 'node:timers/promises';
import pc from 'picocolors';
import type { Customer } from './customer.ts';
import { type FollowedOrder, followOrder, hasEnded, tookMilliseconds } from './follow-order.ts';
import type { Scenario } from './scenario.ts';
import type { Screen } from './screen.ts';
import { seconds } from './seconds.ts';

const lookMilliseconds = 200;
const patienceMilliseconds = 120_000;

/**
 * Places many orders at once and waits until all have ended. It looks at the list of orders, as asking for each would be
 * more than the API lets one customer ask; only those to be cancelled midway are followed one by one.
 */
export async function placeRush(
  scenarios: readonly Scenario[],
  customer: Customer,
  screen: Screen,
): Promise<readonly FollowedOrder[]> {
  screen.line();
  screen.line(pc.bold(`6. ${scenarios.length} orders at once, of every kind`));
  const startedAt = performance.now();
  const ended = new Set<string>();
  let isOver = false;
  const shown = showProgress(screen, scenarios.length, startedAt, ended, () => isOver);
  try {
    const placed = await Promise.all(
      scenarios.map(async (scenario) => ({ scenario, order: await customer.place(scenario.wish) })),
    );
    const followed = placed
      .filter(({ scenario }) => scenario.cancelDuring !== undefined)
      .map(({ scenario, order }) => followOrder(customer, scenario, order));
    const orders = await untilEnded(customer, ended, startedAt + patienceMilliseconds);
    await Promise.all(followed);
    return placed.map(({ scenario, order: first }) => {
      const order = orders.get(first.id) ?? first;
      return { scenario, customerId: customer.id, order, took: tookMilliseconds(order) };
    });
  } finally {
    isOver = true;
    await shown;
  }
}

async function untilEnded(customer: Customer, ended: Set<string>, until: number) {
  for (;;) {
    const orders = await customer.list();
    for (const order of orders) if (hasEnded(order)) ended.add(order.id);
    if (ended.size >= orders.length || performance.now() > until)
      return new Map(orders.map((order) => [order.id, order]));
    await delay(lookMilliseconds);
  }
}

/** A bar that fills on a terminal; elsewhere a line each second, and one at the end. */
async function showProgress(
  screen: Screen,
  all: number,
  startedAt: number,
  ended: ReadonlySet<string>,
  isOver: () => boolean,
): Promise<void> {
  const line = () => {
    const filled = Math.round((ended.size / all) * 40);
    const bar = `${pc.green('█'.repeat(filled))}${pc.dim('░'.repeat(40 - filled))}`;
    return `   ${bar} ${ended.size} of ${all} ended  ${seconds(performance.now() - startedAt)}`;
  };
  while (!isOver()) {
    screen.draw([line()]);
    for (let waited = 0; !isOver() && waited < (screen.isTerminal ? 100 : 1000); waited += 50) await delay(50);
    if (!screen.isTerminal && !isOver()) screen.line(line());
  }
  screen.draw([line()]);
  screen.keep();
  if (!screen.isTerminal) screen.line(line());
}
