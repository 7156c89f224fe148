import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { SagaCall } from 'saga-core/participant';
import { inTransaction } from './in-transaction.ts';

/** What is written about a step, one row each. */
export interface Step {
  readonly state: 'new' | 'applied' | 'refused';
  readonly code: string | null;
  /** What the run answered when it was applied. */
  readonly answer: string | null;
  /** Its compensation was accepted, or its fence said never: an operator's run may not try again either. */
  readonly undone: boolean;
}

/** What goes back over HTTP. */
export interface Answer {
  readonly status: number;
  readonly refusal?: string;
  readonly json?: string;
}

/** What a request asks for, beside its headers. */
export interface Wish {
  readonly refuse?: boolean;
}

export const participantTables = `
  CREATE TABLE steps (
    saga_id text, step text, state text NOT NULL DEFAULT 'new', code text, answer text, undone boolean NOT NULL DEFAULT false,
    PRIMARY KEY (saga_id, step)
  );
  CREATE TABLE effects (saga_id text NOT NULL, step text NOT NULL, amount integer NOT NULL);
`;

/** How much one run sets aside. */
const amount = 3;

/** These were never begun, so nobody may try again. */
const closing = ['ALREADY_COMPENSATED', 'FENCED'];

/**
 * A participant that somebody wrote by hand, without the library's barrier, and got right. Its twins are wrong in one thing each.
 * The row of a step is locked by inserting it, and every decision is made under that lock, in the transaction that has the effect.
 */
export class CarefulParticipant {
  protected readonly pool: Pool;

  constructor(pool: Pool) {
    this.pool = pool;
  }

  async handle(call: SagaCall, wish: Wish): Promise<Answer> {
    return await inTransaction(this.pool, async (tx) => {
      const step = await this.lock(tx, call);
      if (call.operation === 'fence') return await this.fence(tx, call, step);
      if (call.operation === 'compensate') return await this.compensate(tx, call, step, wish);
      return await this.run(tx, call, step, wish);
    });
  }

  async run(tx: PoolClient, call: SagaCall, step: Step, wish: Wish): Promise<Answer> {
    if (step.state !== 'new' && !this.mayTryAgain(call, step)) return this.firstAnswer(step);
    if (this.isLate(call)) return await this.refuseRun(tx, call, 'DEADLINE_PASSED');
    if (wish.refuse) return await this.refuseRun(tx, call, 'SOLD_OUT');
    await this.setAside(tx, call);
    return await this.keepAnswer(tx, call, JSON.stringify({ reservationId: randomUUID() }));
  }

  async compensate(tx: PoolClient, call: SagaCall, step: Step, wish: Wish): Promise<Answer> {
    if (!step.undone && step.state === 'applied') {
      if (wish.refuse) return await this.refuseCompensation(tx, call);
      await this.putBack(tx, call);
    }
    await this.close(tx, call, step, 'ALREADY_COMPENSATED');
    return { status: 204 };
  }

  async fence(tx: PoolClient, call: SagaCall, step: Step): Promise<Answer> {
    if (step.state === 'applied') return { status: 200, json: `{"fence":"applied","result":${step.answer}}` };
    await this.close(tx, call, step, 'FENCED');
    return { status: 200, json: '{"fence":"never"}' };
  }

  /** The row, whether it was there or not, and nobody else's until the transaction ends. */
  async lock(tx: PoolClient, { sagaId, step }: SagaCall): Promise<Step> {
    await tx.query('INSERT INTO steps (saga_id, step) VALUES ($1, $2) ON CONFLICT DO NOTHING', [sagaId, step]);
    return await this.read(tx, { sagaId, step }, 'FOR UPDATE');
  }

  async read(tx: PoolClient, { sagaId, step }: Pick<SagaCall, 'sagaId' | 'step'>, lock = ''): Promise<Step> {
    const { rows } = await tx.query<Step>(`SELECT * FROM steps WHERE saga_id = $1 AND step = $2 ${lock}`, [
      sagaId,
      step,
    ]);
    return rows[0] ?? { state: 'new', code: null, answer: null, undone: false };
  }

  isLate({ notAfter }: SagaCall): boolean {
    return notAfter !== undefined && Date.now() > notAfter;
  }

  isPatched({ key }: SagaCall): boolean {
    return /~\d+$/.test(key);
  }

  mayTryAgain(call: SagaCall, { state, code, undone }: Step): boolean {
    return this.isPatched(call) && state === 'refused' && !undone && !closing.includes(code ?? '');
  }

  forgetsRefusals(call: SagaCall): boolean {
    return call.mustSucceed === true || this.isPatched(call);
  }

  firstAnswer({ state, code, answer }: Step): Answer {
    return state === 'refused' ? { status: 409, refusal: code ?? '' } : { status: 200, json: answer ?? '' };
  }

  async keepAnswer(tx: PoolClient, { sagaId, step }: SagaCall, answer: string): Promise<Answer> {
    await tx.query("UPDATE steps SET state = 'applied', code = NULL, answer = $3 WHERE saga_id = $1 AND step = $2", [
      sagaId,
      step,
      answer,
    ]);
    return { status: 200, json: answer };
  }

  async refuseRun(tx: PoolClient, call: SagaCall, code: string): Promise<Answer> {
    if (!this.forgetsRefusals(call)) {
      await tx.query("UPDATE steps SET state = 'refused', code = $3 WHERE saga_id = $1 AND step = $2", [
        call.sagaId,
        call.step,
        code,
      ]);
    }
    return { status: 409, refusal: code };
  }

  async refuseCompensation(_tx: PoolClient, _call: SagaCall): Promise<Answer> {
    return { status: 409, refusal: 'ALREADY_SHIPPED' };
  }

  async setAside(tx: PoolClient, call: SagaCall): Promise<void> {
    await this.change(tx, call, amount);
  }

  async putBack(tx: PoolClient, call: SagaCall): Promise<void> {
    await this.change(tx, call, -amount);
  }

  async change(
    tx: Pick<PoolClient, 'query'>,
    { sagaId, step }: Pick<SagaCall, 'sagaId' | 'step'>,
    by: number,
  ): Promise<void> {
    await tx.query('INSERT INTO effects VALUES ($1, $2, $3)', [sagaId, step, by]);
  }

  /** No run can begin any more. */
  async close(tx: PoolClient, { sagaId, step }: SagaCall, { state }: Step, code: string): Promise<void> {
    await tx.query('UPDATE steps SET undone = true WHERE saga_id = $1 AND step = $2', [sagaId, step]);
    if (state !== 'new') return;
    await tx.query("UPDATE steps SET state = 'refused', code = $3 WHERE saga_id = $1 AND step = $2", [
      sagaId,
      step,
      code,
    ]);
  }
}
