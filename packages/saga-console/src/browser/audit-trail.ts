import type { OperatorDecision, TimelineEntry } from 'saga-core/client';
import { causeText, quoted } from './explain.ts';
import { html } from './html.ts';
import { hashOfSaga } from './place.ts';
import type { SagaSnapshot } from './wire.ts';
import { clock, duration } from './words.ts';

/** What happened to the saga as a whole, decisions with who took them and why among it. */
export function AuditTrail({ snapshot: { timeline } }: { readonly snapshot: SagaSnapshot }) {
  return html`<section aria-labelledby="trail">
    <h2 id="trail">What happened</h2>
    ${!timeline.complete && html`<p class="note">Its beginning is gone: Temporal keeps a closed run only for the namespace's retention.</p>`}
    <ol class="trail">
      ${timeline.entries.map(
        (entry, place) => html`<li key=${place} class=${entry.kind}>
          <time datetime=${entry.at}>${clock(entry.at)}</time>
          <div><${Entry} entry=${entry} /></div>
        </li>`,
      )}
    </ol>
  </section>`;
}

function Entry({ entry }: { readonly entry: TimelineEntry }) {
  switch (entry.kind) {
    case 'started':
      return html`Started.`;
    case 'continuedAsNew':
      return html`Went on in a new run, as its history had grown long.`;
    case 'cancelRequested':
      return html`<strong>Cancel asked for</strong>${cancelText(entry)}`;
    case 'decided':
      return html`<strong>${entry.decision.actor}</strong> decided: ${decisionText(entry.decision)}
        <q>${entry.decision.reason}</q>`;
    case 'answered':
      return html`${quoted(entry.step)} was given its word.`;
    case 'timerFired':
      return html`A timer fired${entry.name ? ` (${entry.name})` : ''}, after ${duration(entry.milliseconds)}.`;
    case 'childStarted':
      return html`Started <a href=${hashOfSaga(entry.childId)}>${entry.childId}</a> (${entry.saga}).`;
    case 'childEnded':
      return html`<a href=${hashOfSaga(entry.childId)}>${entry.childId}</a> ended: ${entry.as}${entry.cause ? `, because ${causeText(entry.cause)}` : ''}.`;
    case 'ended':
      return html`<strong>Ended: ${entry.as}</strong>${entry.as === 'compensated' ? `, because ${causeText(entry.cause)}` : ''}.`;
  }
}

function cancelText(entry: Extract<TimelineEntry, { kind: 'cancelRequested' }>): string {
  if (entry.by === 'temporal')
    return ` of Temporal${entry.identity ? ` by ${entry.identity}` : ''}${entry.reason ? `: ${entry.reason}` : ''}.`;
  const answer = entry.accepted === false ? ', too late' : '';
  return `${entry.actor ? ` by ${entry.actor}` : ''}${answer}${entry.detail ? `: ${entry.detail}` : ''}.`;
}

// As one reads of it afterwards.
function decisionText(decision: OperatorDecision): string {
  const step = quoted(decision.step);
  switch (decision.action) {
    case 'retry':
      return decision.argument === undefined ? `retry ${step}.` : `retry ${step} with another argument.`;
    case 'skip':
      return `give ${step} up.`;
    case 'resolvedElsewhere':
      return decision.outcome === undefined
        ? `${step} was settled by hand.`
        : `${step} was ${decision.outcome}, as is known from elsewhere.`;
  }
}
