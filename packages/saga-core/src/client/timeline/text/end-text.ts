import type { SagaEnd } from '../saga-timeline.ts';
import { because } from './because.ts';
import { causeText } from './cause-text.ts';
import type { Look } from './paint.ts';

/** How the saga ended, in words. */
export function endText(end: SagaEnd): { readonly text: string; readonly look: Look } {
  switch (end.as) {
    case 'completed':
      return { text: 'completed', look: 'good' };
    case 'compensated':
      return { text: `compensated, ${causeText(end.cause)}`, look: 'bad' };
    case 'terminated':
      return {
        text: `TERMINATED from outside${end.identity === undefined ? '' : ` by ${end.identity}`}${because(end.reason)}`,
        look: 'open',
      };
    case 'timedOut':
      return { text: 'TIMED OUT by Temporal', look: 'open' };
    case 'failed':
      return { text: `FAILED${end.message === undefined ? '' : `: ${end.message}`}`, look: 'open' };
  }
}
