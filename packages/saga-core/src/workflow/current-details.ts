import type { SagaState } from '../engine/saga-state.ts';
import type { KnownStep } from '../engine/steps-in-order.ts';

/** More would fill a page that people read. */
const mostSteps = 40;

/** What Temporal's web page shows of a saga, as Markdown. */
export function currentDetails({ status, cause }: SagaState, steps: readonly KnownStep[]): string {
  const why = cause === undefined ? '' : `, because: ${[cause.kind, cause.step, cause.code].filter(Boolean).join(' ')}`;
  const lines = steps.slice(0, mostSteps).map(({ address, state }) => {
    const parked =
      state.parked === undefined ? '' : `: waits for a decision (${state.parked.operation}, ${state.parked.code})`;
    return `- ${address} **${state.status}**${parked}`;
  });
  const more = steps.length > mostSteps ? [`- and ${steps.length - mostSteps} more`] : [];
  return [`Saga **${status}**${why}`, '', ...lines, ...more].join('\n');
}
