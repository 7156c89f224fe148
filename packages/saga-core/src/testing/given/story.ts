import type { SagaCause } from '../../engine/saga-cause.ts';
import type { SagaCommand } from '../../engine/saga-command.ts';
import type { SagaEvent, SagaTimer } from '../../engine/saga-event.ts';
import type { SagaState } from '../../engine/saga-state.ts';
import { isSendCommand, messageOf } from '../message.ts';
import { spanText } from './span.ts';
import type { Deed } from './told.ts';

/** What happened at one moment, and what followed from it. @internal */
export interface StoryLine {
  /** Milliseconds since the start. */
  readonly at: number;
  readonly text: string;
  readonly followed: readonly string[];
}

/** A story as one text, a line for each thing that happened. @internal */
export function storyText(lines: readonly StoryLine[]): string {
  const width = Math.max(...lines.map(({ at }) => spanText(at).length));
  const indent = ' '.repeat(width + 4);
  return lines
    .flatMap(({ at, text, followed }) => [
      `  ${spanText(at).padStart(width)}  ${text}`,
      ...followed.map((line) => `${indent}→ ${line}`),
    ])
    .join('\n');
}

/** What was told to the saga, as a sentence; `activity` is what was called. @internal */
export function eventText(event: SagaEvent, activity = ''): string {
  switch (event.kind) {
    case 'sagaStarted':
      return 'The saga starts.';
    case 'callApplied':
      return event.operation === 'run'
        ? `${event.step} (${activity}) is applied.`
        : `${event.step} is undone (${activity}).`;
    case 'callRefused':
      return `${callOf(event, activity)} is refused: ${why(event.refused)}.`;
    case 'callDoubted':
      return `${callOf(event, activity)} is in doubt: ${why(event.doubt)}.`;
    case 'probeAnswered':
      return `${activity}, asked about ${event.step}, answers ${json(event.answer)}.`;
    case 'probeFailed':
      return `${activity}, asked about ${event.step}, gives no answer.`;
    case 'fenceAnswered':
      return `${event.step} is fenced (${activity}): ${json(event.answer)}.`;
    case 'fenceFailed':
      return `The fence of ${event.step} (${activity}) fails: ${why(event.why)}.`;
    case 'timerFired':
      return timerText(event.timer);
    case 'wordGiven':
      return deedText({ kind: 'say', step: event.step, word: event.word });
    case 'cancelRequested':
      return deedText({ kind: 'cancel', ...(event.detail === undefined ? {} : { detail: event.detail }) });
    case 'decisionMade':
      return deedText({ kind: 'decide', step: event.decision.step, action: event.decision });
    case 'takenBack':
      return 'The saga is taken back.';
  }
}

function deedText(deed: Deed): string {
  switch (deed.kind) {
    case 'cancel':
      return `Somebody cancels the saga${deed.detail === undefined ? '' : ` (${deed.detail})`}.`;
    case 'say':
      return 'refused' in deed.word
        ? `Somebody says no to ${deed.step}: ${why(deed.word.refused)}.`
        : `Somebody gives ${deed.step} its word.`;
    case 'decide':
      return `A person decides about ${deed.step}: ${deed.action.action}.`;
  }
}

/** What followed from one event in the saga. @internal */
export function consequences(before: SagaState, after: SagaState, commands: readonly SagaCommand[]): string[] {
  const sent = commands.filter(isSendCommand).map((command) => {
    const { activity, address, operation } = messageOf(command, after.sagaId);
    const verb = { run: 'calls', compensate: 'undoes', probe: 'asks about', fence: 'fences' }[operation];
    return operation === 'run' ? `${verb} ${activity} for ${address}` : `${verb} ${address} by ${activity}`;
  });
  const waits = commands.flatMap((command) => {
    if (command.kind !== 'startTimer' || !command.timer.startsWith('word/')) return [];
    return [`waits for a word to ${command.timer.slice('word/'.length)}, for ${spanText(command.milliseconds)}`];
  });
  const parked = Object.entries(after.steps).flatMap(([step, { parked: now }]) =>
    now === undefined || before.steps[step]?.parked === now ? [] : [`parks ${step}: ${why(now)}`],
  );
  const cause = before.cause === undefined && after.cause !== undefined ? ` because ${causeText(after.cause)}` : '';
  const status = before.status === after.status && cause === '' ? [] : [`is ${after.status}${cause}`];
  return [...parked, ...status, ...waits, ...sent].map((line) => `the saga ${line}`);
}

/** Why a saga unwinds, in words. @internal */
export function causeText({ kind, step, code }: SagaCause): string {
  if (kind === 'cancelled') return 'it was cancelled';
  if (kind === 'deadline') return 'its deadline has passed';
  return `${step} ${kind === 'refused' ? 'was refused' : 'is in doubt'}${code === undefined ? '' : ` (${code})`}`;
}

function timerText(timer: SagaTimer): string {
  if (timer === 'deadline') return 'The deadline has passed.';
  if (timer === 'settle') return 'What is still in flight has had its time to settle.';
  return `Nobody has given ${timer.slice('word/'.length)} a word in time.`;
}

function callOf({ step, operation }: { readonly step: string; readonly operation: string }, activity: string): string {
  return operation === 'run' ? `${step} (${activity})` : `The undo of ${step} (${activity})`;
}

function why({ code, detail }: { readonly code: string; readonly detail?: string }): string {
  return detail === undefined ? code : `${code}, ${detail.replace(/\.$/, '')}`;
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? 'undefined';
}
