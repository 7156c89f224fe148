import type { SagaCause, SagaEnd, StepView } from 'saga-core/client';
import type { SagaSnapshot } from './wire.ts';

/** What happened to a saga, in sentences for who has to decide about it; the most pressing first. */
export function explain({ view, timeline, rollback }: SagaSnapshot): readonly string[] {
  const last = timeline.entries.at(-1);
  if (last?.kind === 'ended') return [explainEnd(last)];
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

/** Why a parked step waits, and for what. */
export function explainParked({ name, parked }: StepView): string {
  const { operation, code = '', detail } = parked ?? {};
  const what =
    operation === 'compensate'
      ? `The undo of ${quoted(name)}`
      : operation === 'fence'
        ? `The question whether ${quoted(name)} has happened`
        : `The call of ${quoted(name)}`;
  const why = detail === undefined || detail === code ? code : `${code} (${detail})`;
  return `${what} could not be settled: ${why}. Nothing of it is tried until you decide.`;
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

function explainEnd(end: SagaEnd): string {
  switch (end.as) {
    case 'completed':
      return 'It is done: every step was settled.';
    case 'compensated':
      return `It is undone, because ${causeText(end.cause)}.`;
    case 'terminated':
      return `It was terminated from outside${end.reason ? ` (${end.reason})` : ''}: what it had done is not undone. SagaClient.unwind does that.`;
    case 'timedOut':
      return 'It was timed out from outside: what it had done is not undone. SagaClient.unwind does that.';
    case 'failed':
      return `It failed${end.message ? ` (${end.message})` : ''}: what it had done is not undone. SagaClient.unwind does that.`;
  }
}

export function quoted(name: string): string {
  return `‘${name}’`;
}
