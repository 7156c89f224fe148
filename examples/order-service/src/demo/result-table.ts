import pc from 'picocolors';
import type { FollowedOrder } from './follow-order.ts';
import { endingOf } from './scenario.ts';
import { seconds } from './seconds.ts';

const titles = ['order', 'expected', 'ended', 'time'];

/** All orders of a run; those of the same kind are one row. */
export function resultTable(orders: readonly FollowedOrder[]): readonly string[] {
  const kinds = [...Map.groupBy(orders, ({ scenario }) => scenario.label).values()];
  const rows = kinds.map(cells);
  const widths = titles.map((_, column) => Math.max(...[titles, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return [
    `  ${pc.bold(line(titles).trimEnd())}`,
    `  ${pc.dim('─'.repeat(line(titles).length))}`,
    ...kinds.map((kind, index) => {
      const mark = kind.every(endedAsExpected) ? pc.green('✓') : pc.red('✗');
      return `${mark} ${line(rows[index] ?? []).trimEnd()}`;
    }),
  ];
}

/** Whether an order came to the end that it should. */
export function endedAsExpected({ order, expected }: FollowedOrder): boolean {
  return endingOf(order) === expected;
}

function cells(kind: readonly FollowedOrder[]): readonly string[] {
  const [first] = kind;
  if (first === undefined) return [];
  const { label } = first.scenario;
  const times = kind.map(({ took }) => took).sort((one, other) => one - other);
  const endings = [...Map.groupBy(kind, ({ order }) => endingOf(order))];
  const isAlone = kind.length === 1;
  return [
    isAlone ? label : `${kind.length} × ${label}`,
    [...new Set(kind.map(({ expected }) => expected))].join(', '),
    endings.map(([ending, of]) => (isAlone ? ending : `${of.length} × ${ending}`)).join(', '),
    [...new Set([seconds(times.at(0) ?? 0), seconds(times.at(-1) ?? 0)])].join(' to '),
  ];
}
