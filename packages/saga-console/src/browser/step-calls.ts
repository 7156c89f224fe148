import type { CallOutcome, CallTimeline } from 'saga-core/client';
import { stepId } from './flow.ts';
import { flowColumns } from './flow-columns.ts';
import { html } from './html.ts';
import { StatusPill } from './status-pill.ts';
import type { SagaSnapshot } from './wire.ts';
import { clock, duration, tries } from './words.ts';

const operations: Readonly<Record<CallTimeline['operation'], string>> = {
  run: 'run',
  compensate: 'undo',
  probe: 'probe',
  fence: 'fence',
};

/** Each step with its calls: when, how often, how it ended, and why a try failed. */
export function StepCalls({ snapshot }: { readonly snapshot: SagaSnapshot }) {
  const calls = new Map(snapshot.timeline.steps.map(({ step, calls }) => [step, calls]));
  return html`<section aria-labelledby="steps">
    <h2 id="steps">Steps and calls</h2>
    <ol class="steps">
      ${flowColumns(snapshot)
        .flat()
        .map(
          ({ name, status }) => html`<li key=${name} id=${stepId(name)} tabindex="-1" class="step ${status}">
            <h3 class="step-title">${name} <${StatusPill} status=${status} /></h3>
            ${(calls.get(name) ?? []).map((call) => html`<${Call} key=${call.key + call.operation} call=${call} />`)}
          </li>`,
        )}
    </ol>
  </section>`;
}

function Call({ call }: { readonly call: CallTimeline }) {
  const { operation, activity, execution, key, scheduledAt, startedAt, endedAt, attempts, outcome, lastFailure } = call;
  const took = endedAt === undefined ? undefined : duration(Date.parse(endedAt) - Date.parse(scheduledAt));
  return html`<div class="call ${outcome.kind}">
    <p>
      <strong>${operations[operation]}</strong>
      <code title=${`Key ${key}${execution === 'local' ? ', tried inside a workflow task' : ''}`}>${activity}</code>
      <span class="outcome">${outcomeText(outcome)}</span>
    </p>
    <p class="facts">
      <time datetime=${scheduledAt} title=${scheduledAt}>${clock(scheduledAt)}</time>
      ${took && html`<span>took ${took}</span>`}
      <span>${attempts > 0 ? tries(attempts) : outcome.kind === 'inFlight' ? 'not tried yet' : ''}</span>
      ${outcome.kind === 'inFlight' && startedAt && attempts > 1 && html`<span>last try ${clock(startedAt)}</span>`}
    </p>
    ${outcome.kind === 'refused' && outcome.detail && html`<p class="failure">${outcome.detail}</p>`}
    ${outcome.kind !== 'refused' && lastFailure && html`<p class="failure">${outcome.kind === 'inFlight' ? 'The last try failed' : 'A try failed'}: ${lastFailure}</p>`}
  </div>`;
}

function outcomeText(outcome: CallOutcome): string {
  switch (outcome.kind) {
    case 'applied':
      return 'applied';
    case 'inFlight':
      return 'under way';
    case 'refused':
      return `refused: ${outcome.code}`;
    case 'inDoubt':
      return `in doubt: ${outcome.code}`;
  }
}
