import type { SagaView } from '../../engine/saga-view.ts';
import { printable } from '../printable.ts';
import type { Report } from '../report.ts';
import { sagaStatusLook, stepStatusLook } from '../status-look.ts';

/** What has changed between two views, a line each, with the time at which it was seen. */
export function changeLines(report: Report, before: SagaView | undefined, now: SagaView): readonly string[] {
  const seen = new Date().toISOString();
  const steps = now.steps.flatMap(({ name, status, parked }) => {
    const was = before?.steps.find((step) => step.name === name);
    if (status === (was?.status ?? 'pending') && parked?.code === was?.parked?.code) return [];
    const why = parked === undefined ? '' : ` (its ${parked.operation}: ${printable(parked.code)})`;
    return [`${seen}  step ${printable(name)}: ${report.styled(stepStatusLook(status), status)}${why}`];
  });
  if (now.status === before?.status) return steps;
  return [...steps, `${seen}  saga ${printable(now.id)}: ${report.styled(sagaStatusLook(now.status), now.status)}`];
}
