import type { SagaClient, SagaStatus } from 'saga-core/client';
import { parkedAt, type SentDecision } from '../browser/wire.ts';
import { ConsoleProblem } from '../problems/console-problem.ts';
import { requireSagaWorkflow } from './require-saga-workflow.ts';

/** Takes decisions, each only about the call that whoever decides has seen parked. */
export class Decisions {
  readonly #client: SagaClient;
  readonly #underWay = new Set<string>();

  constructor(client: SagaClient) {
    this.#client = client;
  }

  /**
   * Decides, and gives the saga's status after it. The saga itself goes by the step alone, so of two who retry the same call the second
   * could meet the one that is parked anew. That is looked at right before, and one step has one decision at a time in this process.
   *
   * @throws ConsoleProblem `DECIDED_MEANWHILE`
   * @throws DecisionMisfitError when it does not fit the saga
   */
  async take(id: string, { parkedAt: seen, ...decision }: SentDecision, actor: string): Promise<SagaStatus> {
    const place = JSON.stringify([id, decision.step]);
    if (this.#underWay.has(place)) throw decidedMeanwhile();
    this.#underWay.add(place);
    try {
      const saga = this.#client.handle(id);
      const { status, steps } = await requireSagaWorkflow(saga);
      const step = steps.find(({ name }) => name === decision.step);
      // Of a step that it has not, and of its end, the saga says best itself what is wrong.
      const isOpen = status !== 'completed' && status !== 'compensated';
      if (isOpen && step !== undefined && parkedAt(step) !== seen) throw decidedMeanwhile();
      return (await saga.resolve({ ...decision, actor })).status;
    } finally {
      this.#underWay.delete(place);
    }
  }
}

function decidedMeanwhile(): ConsoleProblem {
  return new ConsoleProblem(
    'DECIDED_MEANWHILE',
    'The saga has moved on since you looked, or somebody else is deciding about this step; nothing came of your decision. Look at it as it is now, and decide anew.',
  );
}
