import type { CallTimeline, StepView } from 'saga-core/client';
import { type FlowColumn, flowColumns } from './flow-columns.ts';
import { html } from './html.ts';
import type { SagaSnapshot } from './wire.ts';
import { statusSigns, statusWords, tries } from './words.ts';

/** The saga drawn: its steps from left to right, how often each was tried, and below them their undos, from right to left. */
export function Flow({ snapshot }: { readonly snapshot: SagaSnapshot }) {
  const undos = new Map(
    snapshot.timeline.steps.flatMap(({ step, calls }) => {
      const undo = calls.filter(({ operation }) => operation === 'compensate');
      return undo.length === 0 ? [] : [[step, undo] as const];
    }),
  );
  const columns = flowColumns(snapshot);
  const back = wayBack(columns, undos);
  const pivot = snapshot.rollback?.kind === 'irreversible' ? snapshot.rollback.pivot : undefined;
  return html`<section aria-labelledby="flow">
    <h2 id="flow">Flow</h2>
    <div class="flow-scroll" role="region" aria-label="The steps in their order" tabindex="0">
      <ol class="flow">
        ${columns.map(
          (column, place) => html`<li class=${place > back.to && place <= back.from ? 'column back' : 'column'}>
            ${column.map((step) => html`<${Node} key=${step.name} step=${step} undo=${undos.get(step.name)} isPivot=${step.name === pivot} />`)}
          </li>`,
        )}
      </ol>
    </div>
  </section>`;
}

// From the furthest step that was begun back to the first that was undone.
function wayBack(columns: readonly FlowColumn[], undos: ReadonlyMap<string, unknown>) {
  const to = columns.findIndex((column) => column.some(({ name }) => undos.has(name)));
  const from = columns.findLastIndex((column) => column.some(({ startedAt }) => startedAt !== undefined));
  return to < 0 ? { to: columns.length, from: 0 } : { to, from };
}

interface NodeProps {
  readonly step: StepView;
  readonly undo: readonly CallTimeline[] | undefined;
  readonly isPivot: boolean;
}

function Node({ step: { name, status, attempts }, undo, isPivot }: NodeProps) {
  return html`<button type="button" class="node ${status}" onClick=${() => goTo(name)}>
    <span class="dot" aria-hidden="true">${statusSigns[status]}</span>
    <span class="step-name">${name}</span>
    <span class="state">${statusWords[status]}</span>
    <span class="count">${attempts > 0 ? tries(attempts) : ''}</span>
    ${isPivot && html`<span class="flag">no way back</span>`}
    ${undo && html`<span class="undo"><span aria-hidden="true">↩</span> ${undoText(status, undo)}</span>`}
  </button>`;
}

function undoText(status: StepView['status'], undo: readonly CallTimeline[]): string {
  const count = tries(undo.reduce((sum, call) => sum + call.attempts, 0));
  switch (undo.at(-1)?.outcome.kind) {
    case 'applied':
      return `undone, ${count}`;
    case 'inFlight':
      return `being undone, ${count}`;
    default:
      // A person may have decided about it since.
      return status === 'compensated'
        ? 'undone by hand'
        : status === 'skipped'
          ? 'undo given up'
          : `undo failed, ${count}`;
  }
}

// The address says which saga it is; within it one scrolls.
function goTo(step: string): void {
  const row = document.getElementById(stepId(step));
  row?.scrollIntoView({ block: 'center' });
  row?.focus();
}

/** The id of the element that tells all about a step. */
export function stepId(step: string): string {
  return `step-${encodeURIComponent(step)}`;
}
