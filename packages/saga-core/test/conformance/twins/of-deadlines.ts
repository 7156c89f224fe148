import type { PoolClient } from 'pg';
import type { SagaCall } from 'saga-core/participant';
import { type Answer, CarefulParticipant, type Step, type Wish } from '../careful-participant.ts';
import type { Twin } from './twin.ts';

class NoDeadline extends CarefulParticipant {
  override isLate(): boolean {
    return false;
  }
}

class GraceOfTenMinutes extends CarefulParticipant {
  override isLate({ notAfter }: SagaCall): boolean {
    return notAfter !== undefined && Date.now() > notAfter + 600_000;
  }
}

class ForgetsDeadlines extends CarefulParticipant {
  override async refuseRun(tx: PoolClient, call: SagaCall, code: string): Promise<Answer> {
    return code === 'DEADLINE_PASSED' ? { status: 409, refusal: code } : await super.refuseRun(tx, call, code);
  }
}

class DeadlineAfterTheFact extends CarefulParticipant {
  override async setAside(tx: PoolClient, call: SagaCall): Promise<void> {
    await tx.query('SELECT pg_sleep(0.03)');
    await super.setAside(tx, call);
  }

  override async keepAnswer(tx: PoolClient, call: SagaCall, answer: string): Promise<Answer> {
    return this.isLate(call)
      ? await this.refuseRun(tx, call, 'DEADLINE_PASSED')
      : await super.keepAnswer(tx, call, answer);
  }
}

class DeadlineFirst extends CarefulParticipant {
  override async run(tx: PoolClient, call: SagaCall, step: Step, wish: Wish): Promise<Answer> {
    if (this.isLate(call) && step.state === 'applied') return { status: 409, refusal: 'DEADLINE_PASSED' };
    return await super.run(tx, call, step, wish);
  }
}

export const twinsOfDeadlines: readonly Twin[] = [
  { wrong: 'it knows no deadline', participant: (pool) => new NoDeadline(pool), breaks: ['deadline-passed'] },
  {
    wrong: 'it gives ten minutes more than a deadline says',
    participant: (pool) => new GraceOfTenMinutes(pool),
    breaks: ['deadline-passed'],
  },
  {
    wrong: 'it forgets that it refused for a deadline',
    participant: (pool) => new ForgetsDeadlines(pool),
    breaks: ['deadline-passed'],
    mayBreak: ['deadline-while-running'],
  },
  {
    wrong: 'it looks at the deadline when all is done',
    participant: (pool) => new DeadlineAfterTheFact(pool),
    inRaces: true,
    breaks: ['deadline-while-running'],
  },
  {
    wrong: 'it looks at the deadline before it looks for its answer',
    participant: (pool) => new DeadlineFirst(pool),
    breaks: ['duplicate-after-deadline'],
    mayBreak: ['deadline-while-running'],
  },
];
