import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { OrderView } from '../../src/api/orders/order-schema.ts';
import { changedLines } from '../../src/demo/changed-lines.ts';
import { drawTimeline } from '../../src/demo/draw-timeline.ts';

const start = Date.parse('2026-01-01T00:00:00.000Z');
const at = (milliseconds: number) => new Date(start + milliseconds).toISOString();

function orderWith(steps: OrderView['saga']['steps'], status: OrderView['saga']['status'] = 'running'): OrderView {
  return {
    id: 'order-1',
    status: 'PENDING',
    items: [],
    total: { amount: 0, currency: 'EUR' },
    saga: { id: 'create-order-order-1', status, steps },
    createdAt: at(0),
    links: { self: '/api/v1/orders/order-1', events: '/api/v1/orders/order-1/events' },
  };
}

const begun = orderWith([
  { name: 'createOrder', status: 'applied', attempts: 1, startedAt: at(0), endedAt: at(100) },
  { name: 'reserveItems', status: 'running', attempts: 1, startedAt: at(100) },
  { name: 'processPayment', status: 'pending', attempts: 0 },
]);
const unwinding = orderWith(
  [
    { name: 'createOrder', status: 'compensating', attempts: 1, startedAt: at(0) },
    { name: 'reserveItems', status: 'refused', attempts: 2, startedAt: at(100), endedAt: at(200) },
    { name: 'processPayment', status: 'skipped', attempts: 0 },
  ],
  'compensating',
);

const changes = (was: OrderView | undefined, is: OrderView) =>
  changedLines(was, is, start + 200).map(stripVTControlCharacters);

describe('A timeline', () => {
  it('has a line for each step that fits into 77 columns, all bars on the same scale', () => {
    const lines = drawTimeline(begun, start + 200).map(stripVTControlCharacters);
    expect(lines).toEqual([
      '✓ createOrder     applied      │███████████           │ 1 attempt    100 ms',
      '▸ reserveItems    running      │           ███████████│ 1 attempt    100 ms',
      '· processPayment  pending     ',
    ]);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(77);
  });

  it('tells as lines only what has changed since the last look, and that the saga unwinds', () => {
    expect(changes(undefined, begun)).toEqual([
      '+200 ms   createOrder     ✓ applied',
      '+200 ms   reserveItems    ▸ running',
    ]);
    expect(changes(begun, begun)).toEqual([]);
    expect(changes(begun, unwinding)).toEqual([
      '+200 ms   reserveItems    ✗ refused, attempt 2',
      '+200 ms   the saga unwinds',
      '+200 ms   processPayment  - skipped',
      '+200 ms   createOrder     ◂ compensating',
    ]);
  });

  it('tells what happened between two looks in the order in which it happened, undone last to first', () => {
    const cancelled = orderWith(
      [
        { name: 'createOrder', status: 'compensating', attempts: 1, startedAt: at(0) },
        { name: 'reserveItems', status: 'compensated', attempts: 1, startedAt: at(100), endedAt: at(190) },
        { name: 'processPayment', status: 'compensated', attempts: 1, startedAt: at(120), endedAt: at(180) },
        { name: 'confirmOrder', status: 'skipped', attempts: 0 },
      ],
      'compensating',
    );
    expect(changes(begun, cancelled)).toEqual([
      '+200 ms   the saga unwinds',
      '+200 ms   confirmOrder    - skipped',
      '+200 ms   processPayment  ↶ compensated',
      '+200 ms   reserveItems    ↶ compensated',
      '+200 ms   createOrder     ◂ compensating',
    ]);
  });

  it('tells that the saga unwinds also when it has unwound before anybody looked, and a step under way before that', () => {
    const step = { attempts: 1, startedAt: at(0), endedAt: at(100) };
    const createOrder = { ...step, name: 'createOrder', status: 'compensated' } as const;
    const reserveItems = { ...step, name: 'reserveItems', status: 'refused' } as const;
    expect(changes(undefined, orderWith([createOrder, reserveItems], 'compensated'))).toEqual([
      '+200 ms   reserveItems    ✗ refused',
      '+200 ms   the saga unwinds',
      '+200 ms   createOrder     ↶ compensated',
    ]);
    const running = { name: 'processPayment', status: 'running', attempts: 1, startedAt: at(150) } as const;
    expect(changes(begun, orderWith([...begun.saga.steps.slice(0, 2), running], 'compensating'))).toEqual([
      '+200 ms   processPayment  ▸ running',
      '+200 ms   the saga unwinds',
    ]);
  });
});
