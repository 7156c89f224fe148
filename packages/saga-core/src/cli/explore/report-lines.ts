import type { AnySaga } from '../../definition/saga-definition.ts';
import type { ExploreReport } from '../../testing/explore.ts';
import type { Schedule } from '../../testing/move.ts';
import { printable } from '../printable.ts';
import type { Report } from '../report.ts';

/** What a search has found, for people: each broken promise with the shortest way to it, then how much was walked. */
export function reportLines(
  report: Report,
  saga: AnySaga,
  found: ExploreReport,
  replayOf: (schedule: Schedule) => string,
): readonly string[] {
  const { states, transitions, endings, endingsByStatus, violations, seconds, notCovered } = found;
  const count = (value: number) => value.toLocaleString('en');
  const byStatus = Object.entries(endingsByStatus)
    .map(([status, number]) => `${count(number)} ${status}`)
    .join(', ');
  return [
    ...violations.flatMap(({ promise, timeline, mermaid, schedule }) => [
      report.styled(['red', 'bold'], `BROKEN: ${promise}`),
      '',
      ...timeline.map(printable),
      '',
      'The same as a Mermaid sequence diagram:',
      '',
      ...mermaid.split('\n').map(printable),
      '',
      'Replay it:',
      printable(replayOf(schedule)),
      '',
    ]),
    verdict(report, saga, found),
    `Walked ${count(states)} states and ${count(transitions)} transitions in ${seconds} s, to ${count(endings)} endings${byStatus === '' ? '' : ` (${byStatus})`}.`,
    `Not covered: ${printable(notCovered.join('; '))}.`,
  ];
}

function verdict(report: Report, { name }: AnySaga, { violations, exhaustive }: ExploreReport): string {
  if (violations.length > 0) return report.styled('red', `Saga '${name}' breaks ${violations.length} of its promises.`);
  return exhaustive
    ? report.styled('green', `Saga '${name}' keeps its promises: every interleaving within the limits was walked.`)
    : report.styled(
        'yellow',
        `Saga '${name}' broke no promise so far, but the search stopped at a limit, so this shows nothing. Raise --states or --seconds, or lower what may go wrong.`,
      );
}
