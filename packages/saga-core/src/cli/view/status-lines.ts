import { causeText } from '../../client/timeline/text/cause-text.ts';
import type { StatusAnswer } from '../../protocol/status-answer.ts';
import { printable } from '../printable.ts';
import type { Report } from '../report.ts';
import { sagaStatusLook, stepStatusLook } from '../status-look.ts';

/** How a saga is, and why: its status, its cause, each step, and what each parked call waits for. */
export function statusLines(report: Report, { id, status, cause, steps }: StatusAnswer): readonly string[] {
  const width = Math.max(...steps.map(({ name }) => printable(name).length));
  return [
    `${report.styled('bold', id)} is ${report.styled(sagaStatusLook(status), status)}${cause === undefined ? '' : `, ${printable(causeText(cause))}`}`,
    ...steps.flatMap(({ name, status: stepStatus, parked }) => [
      `  ${printable(name).padEnd(width)}  ${report.styled(stepStatusLook(stepStatus), stepStatus)}`,
      ...(parked === undefined
        ? []
        : [
            `  ${' '.repeat(width)}  its ${parked.operation} waits for a decision: ${report.styled('red', parked.code)}${parked.detail === undefined ? '' : ` (${printable(parked.detail)})`}`,
          ]),
    ]),
  ];
}
