import type { PlannedUndo } from './choices.ts';
import { html } from './html.ts';

/** Undos in the order in which they would be done, with their arguments where those are known. */
export function UndoList({ calls }: { readonly calls: readonly PlannedUndo[] }) {
  if (calls.length === 0) return html`<p>Nothing would be left to undo.</p>`;
  return html`<ol class="undos">
    ${calls.map(
      ({ step, activity, argument }) => html`<li>
        <span>${step}</span> ${activity && html`<code>${activity}</code>`}
        ${argument !== undefined && html`<pre>${JSON.stringify(argument, undefined, 1)}</pre>`}
      </li>`,
    )}
  </ol>`;
}
