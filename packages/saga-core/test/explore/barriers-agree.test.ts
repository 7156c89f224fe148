import { randomInt } from 'node:crypto';
import { barrier, Refusal } from 'saga-core/participant';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BarrierRows, type Handled, memoryBarrier } from '../../src/testing/memory-barrier.ts';
import { type Ledger, note, openLedger } from '../participant/open-ledger.ts';
import { describeMessage, type Message, scheduleOf } from '../participant/schedules/schedule.ts';
import { type SeededRandom, seededRandom } from '../participant/schedules/seeded-random.ts';

// What is proved of the barrier in memory is true of the shipping one only as far as they agree. The schedules are those that attack
// the shipping barrier, shuffled. The seeds differ from run to run; BARRIER_SEED=<seed> BARRIER_SCHEDULES=1 plays one again.
const schedules = Number(process.env.BARRIER_SCHEDULES ?? 150);
const firstSeed = Number(process.env.BARRIER_SEED ?? randomInt(2 ** 31));

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(async () => {
  await ledger.close();
});

/** What one barrier made of a schedule. */
interface Story {
  readonly answers: readonly unknown[];
  readonly effects: readonly string[];
  readonly rows: readonly string[];
}

const failed = { failed: true };

function inMemory(messages: readonly Message[]): Story {
  let rows: BarrierRows = {};
  const effects: string[] = [];
  const answers = messages.map(({ call, fate }, number) => {
    if (call.operation === 'fence') {
      const fenced = memoryBarrier.fence(rows, call);
      rows = fenced.rows;
      return fenced.answer;
    }
    const admission = memoryBarrier.admit(rows, call);
    if (admission.kind === 'closed') {
      rows = admission.rows;
      return admission.answer;
    }
    // The explorer has no clock: there, that a run came too late is one more refusal.
    const isLate = call.operation === 'run' && call.notAfter === 1;
    if (!isLate && (fate === 'crash' || fate === 'break')) return failed;
    const handled: Handled = isLate
      ? { refused: { code: 'DEADLINE_PASSED', detail: 'The call came after the end of its step.' } }
      : fate === 'refuse'
        ? { refused: { code: 'NO' } }
        : { result: { effect: number } };
    if (!('refused' in handled)) {
      effects.push(
        admission.kind === 'undo'
          ? `undo ${admission.ran.key} ${JSON.stringify(admission.ran.result)}`
          : `run ${call.key}`,
      );
    }
    const settled = memoryBarrier.settle(rows, call, handled);
    rows = settled.rows;
    return settled.answer;
  });
  const written = Object.entries(rows).map(([name, row]) =>
    [name.endsWith('/run') ? 'run' : 'compensate', row.outcome, row.key, 'closedBy' in row ? row.closedBy : null].join(
      ' ',
    ),
  );
  return { answers, effects, rows: written.sort() };
}

async function inPostgres(messages: readonly Message[], sagaId: string): Promise<Story> {
  const { pool } = ledger;
  const answers: unknown[] = [];
  for (const [number, { call, fate }] of messages.entries()) {
    const behave = () => {
      if (fate === 'refuse') throw new Refusal('NO');
      if (fate !== 'apply') throw new Error('crash');
    };
    const answering =
      call.operation === 'fence'
        ? barrier(pool).fence(call)
        : barrier(pool).handle(call, {
            run: async (tx) => {
              await note(tx, sagaId, `run ${call.key}`);
              behave();
              return { effect: number };
            },
            compensate: async (tx, ran) => {
              await note(tx, sagaId, `undo ${ran.key} ${JSON.stringify(ran.result)}`);
              behave();
            },
          });
    answers.push(await answering.catch(() => failed));
  }
  const { rows } = await pool.query<{ operation: string; outcome: string; key: string; closed_by: string | null }>(
    'SELECT operation, outcome, key, closed_by FROM saga_barrier WHERE saga_id = $1',
    [sagaId],
  );
  const written = rows.map((row) => [row.operation, row.outcome, row.key, row.closed_by].join(' '));
  return { answers, effects: await ledger.effectsOf(sagaId), rows: written.sort() };
}

function shuffled<Item>(items: readonly Item[], random: SeededRandom): Item[] {
  const left = [...items];
  return items.map(() => left.splice(random.below(left.length), 1)[0] as Item);
}

test(`the barrier in memory and the shipping one agree on ${schedules} schedules from seed ${firstSeed}`, async () => {
  for (let seed = firstSeed; seed < firstSeed + schedules; seed += 1) {
    const { sagaId, storm, aftermath } = scheduleOf(seed, 'agree');
    const messages = [...shuffled(storm, seededRandom(seed)), ...aftermath];
    const story = [`BARRIER_SEED=${seed}`, ...messages.map(describeMessage)];
    expect([...story, inMemory(messages)]).toEqual([...story, await inPostgres(messages, sagaId)]);
  }
});
