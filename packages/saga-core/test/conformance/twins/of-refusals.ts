import type { PoolClient } from 'pg';
import type { SagaCall } from 'saga-core/participant';
import { type Answer, CarefulParticipant, type Step } from '../careful-participant.ts';
import type { Twin } from './twin.ts';

class ForgetsRefusals extends CarefulParticipant {
  override async refuseRun(tx: PoolClient, call: SagaCall, code: string): Promise<Answer> {
    return code === 'SOLD_OUT' ? { status: 409, refusal: code } : await super.refuseRun(tx, call, code);
  }
}

class SetsAsideBeforeItRefuses extends CarefulParticipant {
  override async refuseRun(tx: PoolClient, call: SagaCall, code: string): Promise<Answer> {
    if (code === 'SOLD_OUT' && !this.forgetsRefusals(call)) await this.setAside(tx, call);
    return await super.refuseRun(tx, call, code);
  }
}

class UndoesWhatItRefused extends CarefulParticipant {
  override async close(tx: PoolClient, call: SagaCall, step: Step, code: string): Promise<void> {
    if (step.code === 'SOLD_OUT' && !step.undone) await this.putBack(tx, call);
    await super.close(tx, call, step, code);
  }
}

class RemembersAllRefusals extends CarefulParticipant {
  override forgetsRefusals(): boolean {
    return false;
  }
}

class RemembersRefusedCompensations extends CarefulParticipant {
  override async refuseCompensation(tx: PoolClient, call: SagaCall): Promise<Answer> {
    await tx.query("UPDATE steps SET code = 'ALREADY_SHIPPED' WHERE saga_id = $1 AND step = $2", [
      call.sagaId,
      call.step,
    ]);
    return await super.refuseCompensation(tx, call);
  }

  override async compensate(...[tx, call, step, wish]: Parameters<CarefulParticipant['compensate']>): Promise<Answer> {
    if (step.code === 'ALREADY_SHIPPED') return await super.refuseCompensation(tx, call);
    return await super.compensate(tx, call, step, wish);
  }
}

class DeafToOperators extends CarefulParticipant {
  override mayTryAgain(): boolean {
    return false;
  }
}

/** An operator's run after a refusal has its effect and its answer, and the row still says refused. */
class ForgetsOperators extends CarefulParticipant {
  override async keepAnswer(tx: PoolClient, call: SagaCall, answer: string): Promise<Answer> {
    const { state } = await this.read(tx, call);
    return state === 'refused' ? { status: 200, json: answer } : await super.keepAnswer(tx, call, answer);
  }
}

class OperatorsMayAlways extends CarefulParticipant {
  override mayTryAgain(call: SagaCall, { state }: Step): boolean {
    return this.isPatched(call) && state === 'refused';
  }
}

/** Its fence says never of what was refused, and leaves it open to an operator's run. */
class FenceThatLeavesRefusalsOpen extends CarefulParticipant {
  override async fence(tx: PoolClient, call: SagaCall, step: Step): Promise<Answer> {
    if (step.state === 'refused') return { status: 200, json: '{"fence":"never"}' };
    return await super.fence(tx, call, step);
  }
}

export const twinsOfRefusals: readonly Twin[] = [
  {
    wrong: 'it forgets that it refused a run',
    participant: (pool) => new ForgetsRefusals(pool),
    breaks: ['refusal-stands'],
  },
  {
    wrong: 'it keeps what it did before it refused',
    participant: (pool) => new SetsAsideBeforeItRefuses(pool),
    breaks: [
      'refusal-without-effect',
      'patched-refusal',
      'patched-duplicate',
      'patched-after-compensation',
      'patched-after-fence',
    ],
  },
  {
    wrong: 'it undoes what it refused',
    participant: (pool) => new UndoesWhatItRefused(pool),
    breaks: ['refusal-without-effect', 'patched-after-compensation', 'patched-after-fence'],
  },
  {
    wrong: 'it remembers the refusal of a call that must succeed',
    participant: (pool) => new RemembersAllRefusals(pool),
    operation: 'settle',
    breaks: ['refusal-forgotten'],
  },
  {
    wrong: 'it remembers that it refused a compensation',
    participant: (pool) => new RemembersRefusedCompensations(pool),
    breaks: ['refused-compensation-forgotten'],
  },
  {
    wrong: 'it refuses an operator’s call as it refused the first',
    participant: (pool) => new DeafToOperators(pool),
    breaks: ['patched-refusal', 'patched-duplicate'],
  },
  {
    wrong: 'it does not write down that it applied an operator’s call',
    participant: (pool) => new ForgetsOperators(pool),
    breaks: ['patched-duplicate'],
  },
  {
    wrong: 'it lets an operator run what is closed',
    participant: (pool) => new OperatorsMayAlways(pool),
    breaks: ['patched-after-compensation', 'patched-after-fence'],
  },
  {
    wrong: 'its fence closes a refused run to all but operators',
    participant: (pool) => new FenceThatLeavesRefusalsOpen(pool),
    breaks: ['patched-after-fence'],
  },
];
