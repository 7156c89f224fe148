import { DecisionMisfitError, type OperatorDecision, SagaNotFoundError, type SagaTimeline } from 'saga-core/client';
import { endingOf } from '../orders/saga-end.ts';
import { brokenOffView } from '../orders/saga-view.ts';
import { apiProblem } from '../problems/api-problem.ts';
import type { InspectedSaga, SagaDesk } from '../sagas/saga-desk.ts';
import { AskedSagas, type AskedSagasOptions } from './asked-sagas.ts';

/** Milliseconds that a question may take: no customer waits for it, but a process that stops does. */
const patience = 4_000;

/** What operators ask about the sagas of orders, asked of Temporal. */
export class TemporalSagaDesk implements SagaDesk {
  readonly #asked: AskedSagas;

  constructor(options: AskedSagasOptions) {
    this.#asked = new AskedSagas(options);
  }

  async inspect(orderId: string): Promise<InspectedSaga | undefined> {
    const saga = this.#asked.handle(orderId);
    const within = patience;
    return this.#unlessUnknown(async () => {
      const [view, timeline, rollback, isBrokenOff] = await Promise.all([
        saga.status({ within }),
        saga.timeline({ within }),
        saga.rollbackPreview({ within }),
        this.#asked.isBrokenOff(orderId, within),
      ]);
      return { view: isBrokenOff && endingOf(view) === undefined ? brokenOffView(view) : view, timeline, rollback };
    });
  }

  async timeline(orderId: string): Promise<SagaTimeline | undefined> {
    return this.#unlessUnknown(() => this.#asked.handle(orderId).timeline({ within: patience }));
  }

  async decide(orderId: string, decision: OperatorDecision): Promise<'decided' | undefined> {
    return this.#unlessUnknown(async () => {
      await this.#asked.handle(orderId).resolve(decision, { within: patience });
      return 'decided' as const;
    });
  }

  async #unlessUnknown<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await this.#asked.ask(patience, ask());
    } catch (error) {
      if (error instanceof SagaNotFoundError) return undefined;
      if (error instanceof DecisionMisfitError)
        throw apiProblem('DECISION_MISFIT', { detail: error.message, cause: error });
      throw error;
    }
  }
}
