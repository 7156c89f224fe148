import { randomInt } from 'node:crypto';
import pg from 'pg';
import { barrier } from 'saga-core/participant';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ledger, openLedger } from './open-ledger.ts';
import { type AttackOptions, attack } from './schedules/attack.ts';
import { leftBehind } from './schedules/left-behind.ts';
import { orderInMemory } from './schedules/order-in-memory.ts';
import { describeMessage, scheduleOf } from './schedules/schedule.ts';
import { selectThenWriteBarrier } from './schedules/select-then-write-barrier.ts';
import { SteppedClient } from './schedules/stepped-client.ts';
import { violationsOf } from './schedules/violations.ts';

// The seeds differ from run to run. A failure names its seed; BARRIER_SEED=<seed> BARRIER_SCHEDULES=1 plays it again, and
// BARRIER_SCHEDULES=10000 makes the attack a long one.
const schedules = Number(process.env.BARRIER_SCHEDULES ?? 100);
const firstSeed = Number(process.env.BARRIER_SEED ?? randomInt(2 ** 31));

let ledger: Ledger;
let stepped: pg.Pool;
beforeAll(async () => {
  ledger = await openLedger();
  stepped = new pg.Pool({ connectionString: ledger.url, Client: SteppedClient, max: 40 });
  stepped.on('error', () => {});
});
afterAll(async () => {
  await stepped.end();
  await ledger.close();
});

/** The report of a schedule under which a promise is broken, or `undefined`. */
async function reportOf(
  seed: number,
  label: string,
  options: Pick<AttackOptions, 'barrier' | 'atOnce'>,
): Promise<string | undefined> {
  const schedule = scheduleOf(seed, label);
  const deliveries = await attack(schedule, { ...options, monitor: ledger.pool });
  const left = await leftBehind(ledger, schedule.sagaId);
  const { effects } = left;
  const violations = [...violationsOf(deliveries, effects)];
  if (orderInMemory(deliveries, left) === undefined)
    violations.push('in some order the barrier in memory gives the same answers, effects and rows');
  if (violations.length === 0) return undefined;
  const story = deliveries.map(
    ({ message, began, ended, answer, error }) =>
      `${began}–${ended} ${describeMessage(message)}: ${error ?? JSON.stringify(answer)}`,
  );
  return [
    `BARRIER_SEED=${seed} BARRIER_SCHEDULES=1 breaks:`,
    ...violations,
    'Deliveries:',
    ...story,
    'Effects:',
    ...effects,
    'Rows:',
    ...left.rows,
  ].join('\n');
}

interface SearchOptions extends Pick<AttackOptions, 'barrier' | 'atOnce'> {
  /** How many schedules to try, and after how many reports to stop. */
  readonly count: number;
  readonly enough?: number;
}

/** The reports of schedules that break a promise, tried two at a time. */
async function search(label: string, { count, enough = 1, ...options }: SearchOptions): Promise<string[]> {
  const reports: string[] = [];
  let next = firstSeed;
  const lane = async (): Promise<void> => {
    while (next < firstSeed + count && reports.length < enough) {
      const report = await reportOf(next++, label, options);
      if (report) reports.push(report);
    }
  };
  await Promise.all([lane(), lane()]);
  return reports;
}

test(`no interleaving of ${schedules} random schedules from seed ${firstSeed} breaks a promise of the barrier`, {
  timeout: 60_000 + schedules * 300,
}, async () => {
  const reports = await search('barrier', { barrier: barrier(stepped, { lockTimeout: 30_000 }), count: schedules });
  expect(reports.join('\n')).toBe('');
});

test('the same search finds that a barrier which selects before it writes lets a run take effect twice', async () => {
  const reports = await search('naive', { barrier: selectThenWriteBarrier(stepped), count: 200, enough: 20 });
  expect(reports.join('\n')).toContain('a run takes effect at most once');
  expect(reports.join('\n')).toContain('in some order the barrier in memory');
});

test('and that it is the race which breaks it: calls that come one after the other find nothing wrong', async () => {
  const naive = selectThenWriteBarrier(ledger.pool);
  const reports = await search('naive-in-sequence', { barrier: naive, atOnce: false, count: 200 });
  expect(reports.join('\n')).toBe('');
});
