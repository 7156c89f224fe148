import { setTimeout as delay } from 'node:timers/promises';
import pc from 'picocolors';
import type { OrderView } from '../api/orders/order-schema.ts';
import type { Customer } from './customer.ts';
import { type FollowedOrder, hasEnded } from './follow-order.ts';
import { expectedEnding, type Scenario } from './scenario.ts';
import type { Screen } from './screen.ts';
import { seconds } from './seconds.ts';

const lookMilliseconds = 200;
const patienceMilliseconds = 120_000;

/**
 * Places many orders at once and waits until all have ended. It looks at the list of orders, as asking for each would be
 * more than the API lets one customer ask.
 */
export async function placeRush(
  scenarios: readonly Scenario[],
  customer: Customer,
  screen: Screen,
): Promise<readonly FollowedOrder[]> {
  screen.line();
  screen.line(pc.bold(`6. ${scenarios.length} orders at once, of every kind`));
  const startedAt = performance.now();
  const endings = new Map<string, Ending>();
  let isOver = false;
  const shown = showProgress(screen, { all: scenarios.length, startedAt, endings, isOver: () => isOver });
  try {
    const carriedOut = scenarios.map(async (scenario) => {
      const placedAt = performance.now();
      const order = await customer.place(scenario.wish);
      const isCancelAccepted = scenario.cancelsAtOnce ? await customer.cancel(order.id) : undefined;
      return { scenario, order, placedAt, expected: expectedEnding(scenario, isCancelAccepted) };
    });
    const [placed] = await Promise.all([Promise.all(carriedOut), lookForEndings(customer, scenarios.length, endings)]);
    return placed.map(({ scenario, order, placedAt, expected }) => {
      const { order: last, at } = endings.get(order.id) ?? { order, at: performance.now() };
      return { scenario, customerId: customer.id, order: last, expected, took: at - placedAt };
    });
  } finally {
    isOver = true;
    await shown;
  }
}

interface Ending {
  readonly order: OrderView;
  /** When it was first seen, on the clock of `performance.now()`. */
  readonly at: number;
}

async function lookForEndings(customer: Customer, all: number, endings: Map<string, Ending>): Promise<void> {
  const until = performance.now() + patienceMilliseconds;
  while (endings.size < all && performance.now() < until) {
    await delay(lookMilliseconds);
    for (const order of await customer.list()) {
      if (hasEnded(order) && !endings.has(order.id)) endings.set(order.id, { order, at: performance.now() });
    }
  }
}

interface Progress {
  readonly all: number;
  readonly startedAt: number;
  readonly endings: ReadonlyMap<string, unknown>;
  readonly isOver: () => boolean;
}

/** A bar that fills on a terminal; elsewhere a line each second, and one at the end. */
async function showProgress(screen: Screen, { all, startedAt, endings, isOver }: Progress): Promise<void> {
  const line = () => {
    const filled = Math.round((endings.size / all) * 40);
    const bar = `${pc.green('█'.repeat(filled))}${pc.dim('░'.repeat(40 - filled))}`;
    return `   ${bar} ${endings.size} of ${all} ended  ${seconds(performance.now() - startedAt)}`;
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
