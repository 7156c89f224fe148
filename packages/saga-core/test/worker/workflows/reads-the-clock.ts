// Temporal lets workflows read the clock and draw lots while they are loaded, as everywhere in a workflow.
export { booking } from '../../support/workflows.ts';

export const loadedAt = new Date(Date.now());
export const lot = Math.random();
