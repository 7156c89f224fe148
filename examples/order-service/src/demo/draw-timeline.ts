import pc from 'picocolors';
import type { OrderView } from '../api/orders/order-schema.ts';
import { seconds } from './seconds.ts';

type StepView = OrderView['saga']['steps'][number];

/** Such that a whole line fits into 80 columns. */
const width = 22;

const looks: Readonly<Record<StepView['status'], readonly [string, (text: string) => string]>> = {
  pending: ['·', pc.dim],
  running: ['▸', pc.cyan],
  applied: ['✓', pc.green],
  refused: ['✗', pc.red],
  inDoubt: ['?', pc.yellow],
  compensating: ['◂', pc.yellow],
  compensated: ['↶', pc.yellow],
  parked: ['!', pc.red],
  skipped: ['-', pc.dim],
};

/** A step's status as the demo writes it, its colour with it. */
export function stepLook(status: StepView['status']): string {
  const [sign, colour] = looks[status];
  return colour(`${sign} ${status}`);
}

/** The steps of an order as they stand at `now`: what each came to, how often it was tried, when and for how long. */
export function drawTimeline(order: OrderView, now: number): readonly string[] {
  const times = order.saga.steps.flatMap(({ startedAt, endedAt }) =>
    startedAt ? [span(startedAt, endedAt, now)] : [],
  );
  const from = Math.min(...times.map(({ start }) => start));
  const to = Math.max(...times.map(({ end }) => end));
  const scale = width / Math.max(1, to - from);
  return order.saga.steps.map((step) => {
    const [sign, colour] = looks[step.status];
    const label = colour(`${sign} ${step.name.padEnd(15)} ${step.status.padEnd(12)}`);
    if (step.startedAt === undefined) return label;
    const { start, end } = span(step.startedAt, step.endedAt, now);
    const [left, right] = [Math.floor((start - from) * scale), Math.ceil((end - from) * scale)];
    const long = Math.max(1, Math.min(width, right) - Math.min(width - 1, left));
    const bar = `${' '.repeat(Math.min(width - 1, left))}${colour('█'.repeat(long))}`;
    const blank = ' '.repeat(Math.max(0, width - Math.min(width - 1, left) - long));
    const tries = step.attempts > 1 ? pc.yellow(`${step.attempts} attempts`) : pc.dim('1 attempt ');
    return `${label} ${pc.dim('│')}${bar}${blank}${pc.dim('│')} ${tries} ${seconds(end - start).padStart(8)}`;
  });
}

function span(startedAt: string, endedAt: string | undefined, now: number) {
  const start = Date.parse(startedAt);
  return { start, end: Math.max(start, endedAt === undefined ? now : Date.parse(endedAt)) };
}
