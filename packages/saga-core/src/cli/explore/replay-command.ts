import type { Schedule } from '../../testing/move.ts';
import { shellQuote } from '../shell-quote.ts';
import type { ExploreChoice } from './explore-choice.ts';

/** Makes of a schedule the command line that replays it. */
export function replayCommandOf(
  file: string,
  { saga, execution, zombie }: ExploreChoice,
): (schedule: Schedule) => string {
  const options = [
    ...(saga === undefined ? [] : ['--saga', saga]),
    ...(execution === undefined ? [] : ['--execution', execution]),
    ...(zombie === true ? ['--zombie'] : []),
  ];
  return (schedule) =>
    ['npx', 'saga', 'explore', file, ...options, '--replay', JSON.stringify(schedule)].map(shellQuote).join(' ');
}
