import type { OrphanedSaga, UnreadableSaga } from '../../client/orphans/find-orphans.ts';
import { failureOf } from '../failure.ts';
import { printable } from '../printable.ts';
import type { Report } from '../report.ts';

/** One orphan for people: how it was broken off, what it left behind, and what stands in the way of undoing it. */
export function orphanLines(report: Report, orphan: OrphanedSaga | UnreadableSaga): readonly string[] {
  const id = report.styled('bold', orphan.id);
  if ('unreadable' in orphan) {
    const { code, message } = failureOf(orphan.unreadable);
    return [`${id} ${report.styled('red', "can't be read")}: ${code}: ${printable(message)}`];
  }
  const { closedAs, undos, irreversible, pivotInDoubt, waitsFor = [] } = orphan;
  return [
    `${id} was ${closedAs === 'failed' ? 'broken off by a failure' : closedAs === 'timedOut' ? 'timed out' : closedAs}`,
    ...(irreversible ? [`  ${report.styled('red', 'its pivot was sent: a person must look at it')}`] : []),
    ...(pivotInDoubt === undefined
      ? []
      : [`  its pivot ${printable(pivotInDoubt)} may have been sent; unwinding asks its participant first`]),
    ...(undos.length === 0 ? [] : [`  not undone, in the order of undoing: ${printable(undos.join(', '))}`]),
    ...(waitsFor.length === 0 ? [] : [`  waits for the end of ${printable(waitsFor.join(', '))}`]),
  ];
}
