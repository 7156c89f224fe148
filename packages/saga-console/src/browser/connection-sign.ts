import type { Connection } from './follow-saga.ts';
import { html } from './html.ts';

const texts: Readonly<Record<Connection, string>> = {
  connecting: 'connecting …',
  live: 'live',
  lost: 'connection lost, trying again …',
  ended: 'final',
};

/** Whether what is shown is of now. */
export function ConnectionSign({ connection }: { readonly connection: Connection }) {
  return html`<span class="connection ${connection}" role="status">${texts[connection]}</span>`;
}
