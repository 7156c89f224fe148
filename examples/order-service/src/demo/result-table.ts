import pc from 'picocolors';
import type { FollowedOrder } from './follow-order.ts';
import { endingOf } from './scenario.ts';
import { seconds } from './seconds.ts';

/** All orders of a run: alone, or those of the same kind in one row. */
export function resultTable(orders: readonly FollowedOrder[]): readonly string[] {
  const header = ['order', 'expected', 'ended', 'time'];
  const rows = [...byKind(orders).values()].map(row);
  const widths = header.map((title, column) =>
    Math.max(...[header, ...rows].map((cells) => [...(cells[column] ?? '')].length), title.length),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('──');
  const marked = rows.map((cells, index) => {
    const isRight = [...byKind(orders).values()][index]?.every(endedAsExpected) ?? false;
    return `${isRight ? pc.green('✓') : pc.red('✗')} ${line(cells)}`;
  });
  return [`  ${pc.bold(line(header))}`, `  ${pc.dim(rule)}`, ...marked];
}

/** Whether an order came to the end that it should. */
export function endedAsExpected({ order, scenario }: FollowedOrder): boolean {
  return endingOf(order) === scenario.expected;
}

function byKind(orders: readonly FollowedOrder[]): ReadonlyMap<string, readonly FollowedOrder[]> {
  return Map.groupBy(orders, ({ scenario }) => scenario.title);
}

function row(orders: readonly FollowedOrder[]): readonly string[] {
  const [first] = orders;
  if (first === undefined) return [];
  const times = orders.map(({ took }) => took);
  const [fastest, slowest] = [Math.min(...times), Math.max(...times)];
  const endings = [...Map.groupBy(orders, ({ order }) => endingOf(order))];
  const many = orders.length > 1;
  return [
    many ? `${orders.length} ${first.scenario.title}` : shortened(first.scenario.title),
    first.scenario.expected,
    endings.map(([ending, of]) => (many ? `${of.length} × ${ending}` : ending)).join(', '),
    many ? `${seconds(fastest)} to ${seconds(slowest)}` : seconds(slowest),
  ];
}

function shortened(title: string): string {
  return title.split(':')[0] ?? title;
}
