import type { Client } from '@temporalio/client';
import type { SagaStart } from '../../protocol/saga-start.ts';
import { CallReader } from './call-reader.ts';
import { childFact } from './child-facts.ts';
import { closingOf } from './closing.ts';
import { type HistoryEvent, nextRunOf, timeOf } from './history-event.ts';
import { PayloadReader } from './payload-reader.ts';
import type { BareFact, SagaFact } from './saga-fact.ts';
import { timerFact } from './timer-facts.ts';
import { updateFact } from './update-facts.ts';

/**
 * Turns a workflow's events, in order and over all its runs, into facts. What says nothing of a saga (workflow tasks,
 * activities that no saga's engine sent) gives none.
 */
export class FactReader {
  readonly #payloads: PayloadReader;
  readonly #workflowId: string;
  /** The first part of its keys: an unwinding's are those of the saga that it unwinds. */
  #sagaId: string;
  readonly #calls: CallReader;
  /** What earlier events of the same timer or update said. */
  readonly #earlier = new Map<string, HistoryEvent>();

  constructor(client: Client, workflowId: string) {
    this.#payloads = new PayloadReader(client);
    this.#workflowId = workflowId;
    this.#sagaId = workflowId;
    this.#calls = new CallReader(this.#payloads, workflowId);
  }

  /** What an event says, in the order in which it happened. */
  async facts(runId: string, event: HistoryEvent): Promise<readonly SagaFact[]> {
    const bare = await this.#bare(event);
    const facts = bare === undefined ? await this.#calls.facts(runId, event, this.#sagaId) : [bare];
    return facts.map((fact) => ({ at: timeOf(event), runId, ...fact }));
  }

  async #bare(event: HistoryEvent): Promise<BareFact | undefined> {
    const context = this.#payloads.ofWorkflow(this.#workflowId);
    const started = event.workflowExecutionStartedEventAttributes;
    if (started) {
      const [input, start] = await this.#payloads.values(started.input, context);
      const from = start as SagaStart | undefined;
      this.#sagaId = from?.carried?.state.sagaId ?? this.#sagaId;
      return { kind: 'runStarted', input, ...(from ? { start: from } : {}) };
    }
    const nextRunId = nextRunOf(event);
    if (nextRunId !== undefined) return { kind: 'continuedAsNew', nextRunId };
    const cancel = event.workflowExecutionCancelRequestedEventAttributes;
    if (cancel) {
      const { identity, cause } = cancel;
      return { kind: 'cancelRequested', ...(identity ? { identity } : {}), ...(cause ? { reason: cause } : {}) };
    }
    const closing = await closingOf(event, this.#payloads, context);
    if (closing !== undefined) return { kind: 'ended', closing };
    return (
      (await updateFact(event, this.#earlier, this.#payloads, context)) ??
      (await timerFact(event, this.#earlier, this.#payloads, context)) ??
      (await childFact(event, this.#payloads))
    );
  }
}
