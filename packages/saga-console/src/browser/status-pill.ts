import type { ListedStatus, StepStatus } from 'saga-core/client';
import { html } from './html.ts';
import { statusSigns, statusWords } from './words.ts';

/** A status in words, with its sign and colour. */
export function StatusPill({ status }: { readonly status: ListedStatus | StepStatus }) {
  return html`<span class="pill ${status}"><span aria-hidden="true">${statusSigns[status]}</span>${statusWords[status]}</span>`;
}
