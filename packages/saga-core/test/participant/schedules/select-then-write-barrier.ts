import type { Pool, PoolClient } from 'pg';
import { type Barrier, Refusal, type SagaCall } from 'saga-core/participant';
import { forgetsRefusals, isPatched } from '../../../src/participant/call-kind.ts';
import { inTransaction } from '../../../src/participant/in-transaction.ts';
import { answerOf, fenceAnswerOf, type RunRow, refused, resultOf } from '../../../src/participant/run-row.ts';

/**
 * A barrier that is wrong on purpose, in the way that comes to mind first: it looks whether there is a row, and writes one if not.
 * Calls that come one after the other find it faultless. Of two at once both look, both see nothing, and both act.
 */
export function selectThenWriteBarrier(pool: Pool): Barrier<PoolClient> {
  return {
    handle: (call, handlers) =>
      inTransaction(pool, async (tx) => {
        const ran = await look(tx, call, 'run');
        const refuse = (refusal: unknown) => {
          if (refusal instanceof Refusal) return { keep: false, answer: refused(refusal.code, refusal.detail) };
          throw refusal;
        };
        if (call.operation === 'compensate') {
          if (await look(tx, call, 'compensate')) return { keep: true, answer: applied };
          try {
            if (ran?.outcome === 'applied')
              await handlers.compensate?.(tx, { key: ran.key, result: resultOf(ran.response) });
            else await close(tx, call, ran, 'compensate');
          } catch (error) {
            return refuse(error);
          }
          await write(tx, call, 'compensate', { outcome: ran?.outcome === 'applied' ? 'applied' : 'empty' });
          return { keep: true, answer: applied };
        }
        const mayRun = ran === undefined || (ran.outcome === 'refused' && ran.closed_by === null && isPatched(call));
        if (!mayRun) return { keep: true, answer: answerOf(ran, call) };
        await tx.query('SAVEPOINT effect');
        try {
          if (call.notAfter !== undefined && call.notAfter < Date.now())
            throw new Refusal('DEADLINE_PASSED', 'The call came after the end of its step.');
          const result = await handlers.run?.(tx);
          await write(tx, call, 'run', { outcome: 'applied', response: JSON.stringify(result) });
          return { keep: true, answer: { outcome: 'applied', result } };
        } catch (error) {
          const refusal = refuse(error);
          if (forgetsRefusals(call)) return refusal;
          await tx.query('ROLLBACK TO SAVEPOINT effect');
          await write(tx, call, 'run', { ...refusal.answer });
          return { ...refusal, keep: true };
        }
      }),
    fence: (call) =>
      inTransaction(pool, async (tx) => {
        const ran = await look(tx, call, 'run');
        if (ran?.outcome !== 'applied') await close(tx, call, ran, 'fence');
        return { keep: true, answer: ran === undefined ? { fence: 'never' } : fenceAnswerOf(ran) };
      }),
  };
}

const applied = { outcome: 'applied', result: undefined } as const;

async function look(tx: PoolClient, call: SagaCall, operation: 'run' | 'compensate'): Promise<RunRow | undefined> {
  const { rows } = await tx.query<RunRow>(
    `SELECT key, outcome, closed_by, code, detail, response::text AS response FROM saga_barrier
     WHERE saga_id = $1 AND step = $2 AND operation = $3`,
    [call.sagaId, call.step, operation],
  );
  return rows[0];
}

async function close(
  tx: PoolClient,
  call: SagaCall,
  ran: RunRow | undefined,
  by: 'compensate' | 'fence',
): Promise<void> {
  if (ran === undefined) await write(tx, call, 'run', { outcome: 'tombstone', closed_by: by });
  else if (ran.outcome === 'refused' && ran.closed_by === null)
    await tx.query("UPDATE saga_barrier SET closed_by = $3 WHERE saga_id = $1 AND step = $2 AND operation = 'run'", [
      call.sagaId,
      call.step,
      by,
    ]);
}

interface Columns {
  readonly outcome: string;
  readonly code?: string;
  readonly detail?: string;
  readonly closed_by?: string;
  readonly response?: string;
}

/** It can't even fail on a row that is there in the meantime: the last one wins. */
async function write(tx: PoolClient, call: SagaCall, operation: 'run' | 'compensate', columns: Columns): Promise<void> {
  const { outcome, code, detail, closed_by, response } = columns;
  await tx.query(
    `INSERT INTO saga_barrier (saga_id, step, operation, key, outcome, code, detail, closed_by, response)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (saga_id, step, operation) DO UPDATE SET key = excluded.key, outcome = excluded.outcome,
       code = excluded.code, detail = excluded.detail, closed_by = excluded.closed_by, response = excluded.response`,
    [call.sagaId, call.step, operation, call.key, outcome, code, detail, closed_by, response],
  );
}
