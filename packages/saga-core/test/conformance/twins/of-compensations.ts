import type { PoolClient } from 'pg';
import type { SagaCall } from 'saga-core/participant';
import { type Answer, CarefulParticipant, type Step, type Wish } from '../careful-participant.ts';
import type { Twin } from './twin.ts';

class UndoesTwice extends CarefulParticipant {
  override async compensate(tx: PoolClient, call: SagaCall, step: Step, wish: Wish) {
    return await super.compensate(tx, call, { ...step, undone: false }, wish);
  }
}

class LooksBeforeItUndoes extends CarefulParticipant {
  override async handle(call: SagaCall, wish: Wish): Promise<Answer> {
    const { undone } = await this.glance(call);
    if (call.operation !== 'compensate' || undone) return await super.handle(call, wish);
    await this.pool.query('SELECT pg_sleep(0.005)');
    const participant = new UndoesTwice(this.pool);
    return await participant.handle(call, wish);
  }

  async glance({ sagaId, step }: SagaCall): Promise<{ readonly undone: boolean }> {
    const { rows } = await this.pool.query<Step>('SELECT * FROM steps WHERE saga_id = $1 AND step = $2', [
      sagaId,
      step,
    ]);
    return { undone: rows[0]?.undone ?? false };
  }
}

class GoneAfterTheFirst extends CarefulParticipant {
  override async compensate(tx: PoolClient, call: SagaCall, step: Step, wish: Wish): Promise<Answer> {
    if (step.undone) return { status: 404 };
    return await super.compensate(tx, call, step, wish);
  }
}

class CleansUpAfterItself extends CarefulParticipant {
  override async close(tx: PoolClient, call: SagaCall, step: Step, code: string): Promise<void> {
    await super.close(tx, call, step, code);
    if (step.state !== 'applied') return;
    await tx.query('DELETE FROM steps WHERE saga_id = $1 AND step = $2', [call.sagaId, call.step]);
  }
}

class NothingUndone extends CarefulParticipant {
  override async putBack(): Promise<void> {}
}

export const twinsOfCompensations: readonly Twin[] = [
  {
    wrong: 'it undoes as often as it is told to',
    participant: (pool) => new UndoesTwice(pool),
    breaks: ['duplicate-compensation', 'concurrent-compensation', 'patched-call'],
    mayBreak: ['race-of-run-and-compensation'],
  },
  {
    wrong: 'it looks whether it was undone, and then undoes it',
    participant: (pool) => new LooksBeforeItUndoes(pool),
    inRaces: true,
    breaks: ['concurrent-compensation'],
    mayBreak: ['race-of-run-and-compensation'],
  },
  {
    wrong: 'it knows nothing of what was undone',
    participant: (pool) => new GoneAfterTheFirst(pool),
    breaks: [
      'duplicate-compensation',
      'concurrent-compensation',
      'empty-compensation',
      'race-of-run-and-compensation',
      'patched-call',
    ],
  },
  {
    wrong: 'it deletes what it knew when all was undone',
    participant: (pool) => new CleansUpAfterItself(pool),
    breaks: ['run-after-end', 'patched-duplicate'],
    mayBreak: ['race-of-run-and-compensation'],
  },
  {
    wrong: 'it accepts a compensation, and undoes nothing',
    participant: (pool) => new NothingUndone(pool),
    breaks: [
      'compensation',
      'duplicate-compensation',
      'concurrent-compensation',
      'run-after-end',
      'refused-compensation-forgotten',
      'patched-call',
      'patched-duplicate',
      'other-items',
    ],
    mayBreak: ['race-of-run-and-compensation'],
  },
];
