import type { PoolClient } from 'pg';
import type { SagaCall } from 'saga-core/participant';
import { type Answer, CarefulParticipant, type Step, type Wish } from '../careful-participant.ts';
import type { Twin } from './twin.ts';

class NothingToCompensate extends CarefulParticipant {
  override async compensate(tx: PoolClient, call: SagaCall, step: Step, wish: Wish): Promise<Answer> {
    if (step.state === 'new') return { status: 404 };
    return await super.compensate(tx, call, step, wish);
  }
}

class ForgetsEmptyCompensations extends CarefulParticipant {
  override async compensate(tx: PoolClient, call: SagaCall, step: Step, wish: Wish): Promise<Answer> {
    if (step.state === 'new') return { status: 204 };
    return await super.compensate(tx, call, step, wish);
  }
}

/** Does not wait for whoever has the step, and takes what is committed for all that there is. */
abstract class DoesNotWait extends CarefulParticipant {
  abstract readonly impatient: SagaCall['operation'];

  override async handle(call: SagaCall, wish: Wish): Promise<Answer> {
    if (call.operation !== this.impatient) return await super.handle(call, wish);
    const { rows } = await this.pool.query<Step>('SELECT * FROM steps WHERE saga_id = $1 AND step = $2', [
      call.sagaId,
      call.step,
    ]);
    const [step] = rows;
    if (step !== undefined) return await super.handle(call, wish);
    const isTaken = await this.isBegun(call);
    return isTaken ? this.nothingThere() : await super.handle(call, wish);
  }

  /** Whether somebody is inserting the row now. */
  async isBegun({ sagaId, step }: SagaCall): Promise<boolean> {
    const client = await this.pool.connect();
    try {
      await client.query("BEGIN; SET LOCAL lock_timeout = '1ms'");
      await client.query('INSERT INTO steps (saga_id, step) VALUES ($1, $2) ON CONFLICT DO NOTHING', [sagaId, step]);
      return false;
    } catch {
      return true;
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }

  abstract nothingThere(): Answer;

  override async setAside(tx: PoolClient, call: SagaCall): Promise<void> {
    await tx.query('SELECT pg_sleep(0.02)');
    await super.setAside(tx, call);
  }
}

class CompensatesWhatIsCommitted extends DoesNotWait {
  readonly impatient = 'compensate';

  nothingThere(): Answer {
    return { status: 204 };
  }
}

class FencesWhatIsCommitted extends DoesNotWait {
  readonly impatient = 'fence';

  nothingThere(): Answer {
    return { status: 200, json: '{"fence":"never"}' };
  }
}

class FenceThatOnlyLooks extends CarefulParticipant {
  override async fence(tx: PoolClient, call: SagaCall, step: Step): Promise<Answer> {
    return step.state === 'new' ? { status: 200, json: '{"fence":"never"}' } : await super.fence(tx, call, step);
  }
}

class FenceWithoutResult extends CarefulParticipant {
  override async fence(tx: PoolClient, call: SagaCall, step: Step): Promise<Answer> {
    if (step.state === 'applied') return { status: 200, json: '{"fence":"applied"}' };
    return await super.fence(tx, call, step);
  }
}

export const twinsOfOrder: readonly Twin[] = [
  {
    wrong: 'it knows nothing to compensate',
    participant: (pool) => new NothingToCompensate(pool),
    breaks: ['empty-compensation', 'late-run', 'other-sagas', 'patched-after-compensation'],
    mayBreak: ['race-of-run-and-compensation'],
  },
  {
    wrong: 'it forgets a compensation without a run',
    participant: (pool) => new ForgetsEmptyCompensations(pool),
    breaks: ['late-run', 'patched-after-compensation'],
    mayBreak: ['race-of-run-and-compensation'],
  },
  {
    wrong: 'it compensates only what is committed',
    participant: (pool) => new CompensatesWhatIsCommitted(pool),
    inRaces: true,
    breaks: ['race-of-run-and-compensation'],
  },
  {
    wrong: 'its fence only looks',
    participant: (pool) => new FenceThatOnlyLooks(pool),
    breaks: ['fence-before-run', 'patched-after-fence'],
    mayBreak: ['race-of-run-and-fence'],
  },
  {
    wrong: 'its fence leaves the result out',
    participant: (pool) => new FenceWithoutResult(pool),
    breaks: ['fence-after-run', 'patched-duplicate'],
    mayBreak: ['race-of-run-and-fence'],
  },
  {
    wrong: 'its fence does not wait for a run in progress',
    participant: (pool) => new FencesWhatIsCommitted(pool),
    inRaces: true,
    breaks: ['race-of-run-and-fence'],
  },
];
