import type { SagaCause, SagaEnd, SagaUnwinding, StepView } from 'saga-core/client';
import type { SagaSnapshot } from './wire.ts';
import { clock } from './words.ts';

/** What happened to a saga, in sentences for who has to decide about it; the most pressing first. */
export function explain({ view, timeline, rollback }: SagaSnapshot): readonly string[] {
  const last = timeline.entries.at(-1);
  if (last?.kind === 'ended') return [explainEnd(last, timeline.unwinding)];
  if (view === undefined) return ['What is known of it is what its history tells: no worker answers for it now.'];
  const because = view.cause === undefined ? [] : [`It is being undone, because ${causeText(view.cause)}.`];
  const parked = view.steps.filter((step) => step.parked !== undefined).map(({ name }) => quoted(name));
  if (parked.length > 0) return [`It waits for your decision about ${parked.join(', ')}.`, ...because];
  if (view.cause !== undefined) return because;
  const running = view.steps.filter(({ status }) => status === 'running').map(({ name }) => quoted(name));
  const now = running.length === 0 ? 'It is on its way.' : `It is at ${running.join(', ')}.`;
  const ifItFailed =
    rollback?.kind === 'irreversible'
      ? `The pivot ${quoted(rollback.pivot)} was sent, so it only goes forward from here.`
      : 'Nothing has gone wrong.';
  return [now, ifItFailed];
}

/** Why a parked step waits, for what, and since when. */
export function explainParked({ name, parked, endedAt }: StepView): string {
  const { operation, code = '', detail } = parked ?? {};
  const what =
    operation === 'compensate'
      ? `The undo of ${quoted(name)}`
      : operation === 'fence'
        ? `The question whether ${quoted(name)} has happened`
        : `The call of ${quoted(name)}`;
  const why = detail === undefined || detail === code ? code : `${code} (${detail})`;
  const since = endedAt === undefined ? '' : ` It has waited since ${clock(endedAt)}.`;
  return `${what} could not be settled: ${why}. Nothing of it is tried until you decide.${since}`;
}

export function causeText({ kind, step = '', code, detail }: SagaCause): string {
  const why = [code, detail].filter((text) => text !== undefined && text !== '').join(', ');
  const told = why === '' ? '' : ` (${why})`;
  switch (kind) {
    case 'cancelled':
      return `somebody asked for it${told}`;
    case 'deadline':
      return 'its deadline passed';
    case 'refused':
      return `${quoted(step)} was refused${told}`;
    case 'inDoubt':
      return `nobody can know whether ${quoted(step)} happened${told}`;
  }
}

function explainEnd(end: SagaEnd, unwinding: SagaUnwinding | undefined): string {
  const left = whatIsLeft(unwinding);
  switch (end.as) {
    case 'completed':
      return 'It is done: every step was settled.';
    case 'compensated':
      return `It is undone, because ${causeText(end.cause)}.`;
    case 'terminated':
      return `It was terminated from outside${end.reason ? ` (${end.reason})` : ''}: ${left}`;
    case 'timedOut':
      return `It was timed out from outside: ${left}`;
    case 'failed':
      return `It failed${end.message ? ` (${end.message})` : ''}: ${left}`;
  }
}

/** Of a saga that was broken off. */
function whatIsLeft(unwinding: SagaUnwinding | undefined): string {
  switch (unwinding?.as) {
    case undefined:
      return 'what it had done is not undone. SagaClient.unwind does that.';
    case 'open':
      return 'what it had done is being undone by a workflow of its own.';
    case 'compensated':
      return 'what it had done was undone by a workflow of its own.';
    case 'completed':
      return 'its pivot had happened, so a workflow of its own finished it.';
    case 'brokenOff':
      return 'what it had done is not undone, as the workflow that was to do it was broken off too. SagaClient.unwind goes on after it.';
  }
}

export function quoted(name: string): string {
  return `‘${name}’`;
}
