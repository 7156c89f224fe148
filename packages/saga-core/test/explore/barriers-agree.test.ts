import { randomInt } from 'node:crypto';
import { barrier } from 'saga-core/participant';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BarrierRows } from '../../src/testing/memory-barrier.ts';
import { type Ledger, openLedger } from '../participant/open-ledger.ts';
import { attack } from '../participant/schedules/attack.ts';
import { leftBehind } from '../participant/schedules/left-behind.ts';
import { describeRows, performInMemory } from '../participant/schedules/perform-in-memory.ts';
import { describeMessage, type Message, type Schedule, scheduleOf } from '../participant/schedules/schedule.ts';
import { type SeededRandom, seededRandom } from '../participant/schedules/seeded-random.ts';

// What is proved of the barrier in memory is true of the shipping one only as far as they agree. The schedules are those that attack
// the shipping barrier, shuffled and one call after the other; random-schedules.test.ts compares both where the calls come together.
// The seeds differ from run to run; BARRIER_SEED=<seed> BARRIER_SCHEDULES=1 plays one again.
const schedules = Number(process.env.BARRIER_SCHEDULES ?? 150);
const firstSeed = Number(process.env.BARRIER_SEED ?? randomInt(2 ** 31));

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(async () => {
  await ledger.close();
});

function inMemory(messages: readonly Message[]): unknown {
  let rows: BarrierRows = {};
  const effects: string[] = [];
  const answers = messages.map((message, number) => {
    const performed = performInMemory(rows, message, number);
    rows = performed.rows;
    if (performed.effect !== undefined) effects.push(performed.effect);
    return performed.answer;
  });
  return { answers, effects, rows: describeRows(rows) };
}

async function inPostgres(messages: readonly Message[], schedule: Schedule): Promise<unknown> {
  const { pool } = ledger;
  const inTurn = { ...schedule, storm: messages, aftermath: [] };
  const deliveries = await attack(inTurn, { barrier: barrier(pool), monitor: pool, atOnce: false });
  return { answers: deliveries.map(({ answer }) => answer), ...(await leftBehind(ledger, schedule.sagaId)) };
}

function shuffled<Item>(items: readonly Item[], random: SeededRandom): Item[] {
  const left = [...items];
  return items.map(() => left.splice(random.below(left.length), 1)[0] as Item);
}

test(`the barrier in memory and the shipping one agree on ${schedules} schedules from seed ${firstSeed}`, {
  timeout: 60_000 + schedules * 100,
}, async () => {
  for (let seed = firstSeed; seed < firstSeed + schedules; seed += 1) {
    const schedule = scheduleOf(seed, 'agree');
    const messages = [...shuffled(schedule.storm, seededRandom(seed)), ...schedule.aftermath];
    const story = [`BARRIER_SEED=${seed}`, ...messages.map(describeMessage)];
    expect([...story, inMemory(messages)]).toEqual([...story, await inPostgres(messages, schedule)]);
  }
});
