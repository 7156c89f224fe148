import type { OperatorDecision } from '../../../engine/decision.ts';
import type { TimelineEntry } from '../saga-timeline.ts';
import { because } from './because.ts';
import { causeText } from './cause-text.ts';
import { endText } from './end-text.ts';
import { lasting } from './lasting.ts';
import type { Look } from './paint.ts';

/** One thing that happened to the saga as a whole, in words that are not yet printable. */
export function entryText(entry: TimelineEntry): { readonly text: string; readonly look?: Look } {
  switch (entry.kind) {
    case 'started':
      return { text: 'started' };
    case 'continuedAsNew':
      return { text: `went on in a new run, ${entry.runId}`, look: 'quiet' };
    case 'cancelRequested':
      return { text: cancelText(entry), look: 'doubt' };
    case 'decided':
      return { text: decisionText(entry.decision), look: 'title' };
    case 'answered': {
      const { step, word } = entry;
      return { text: 'refused' in word ? `a no to step ${step}: ${word.refused.code}` : `a word to step ${step}` };
    }
    case 'timerFired': {
      const { name, milliseconds } = entry;
      return {
        text: `the timer${name === undefined ? '' : ` ${name}`} of ${lasting(milliseconds)} fired`,
        look: 'quiet',
      };
    }
    case 'childStarted':
      return { text: `saga ${entry.saga} started as ${entry.childId}` };
    case 'childEnded': {
      const { childId, as, cause } = entry;
      return { text: `saga ${childId} ended: ${as}${cause === undefined ? '' : `, ${causeText(cause)}`}` };
    }
    case 'ended':
      return endText(entry);
  }
}

function cancelText(entry: TimelineEntry & { kind: 'cancelRequested' }): string {
  if (entry.by === 'temporal')
    return `cancel asked of Temporal${entry.identity === undefined ? '' : ` by ${entry.identity}`}${because(entry.reason)}`;
  const answer = entry.accepted === undefined ? '' : entry.accepted ? ', accepted' : ', too late';
  return `cancel asked${entry.actor === undefined ? '' : ` by ${entry.actor}`}${answer}${because(entry.detail)}`;
}

// What a person gave as an argument may be personal; who decided, what and why is what an audit needs.
function decisionText(decision: OperatorDecision): string {
  const { step, actor, reason } = decision;
  return `${actor} decided on step ${step}: ${actionText(decision)}${because(reason)}`;
}

function actionText(decision: OperatorDecision): string {
  switch (decision.action) {
    case 'retry':
      return 'argument' in decision ? 'retry with another argument' : 'retry';
    case 'skip':
      return 'skip';
    case 'resolvedElsewhere':
      return `resolved elsewhere${decision.outcome === undefined ? '' : ` as ${decision.outcome}`}`;
  }
}
