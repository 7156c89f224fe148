import type { SagaHandle } from '../../client/saga-handle.ts';
import type { SagaView } from '../../engine/saga-view.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Report } from '../report.ts';
import { changeLines } from './change-lines.ts';
import { LiveLines } from './live-lines.ts';
import { sagaLines } from './saga-lines.ts';

/** Shows a saga again at each change, until it has ended. */
export async function watchSaga(report: Report, saga: SagaHandle<unknown>, zone: string): Promise<ExitCode> {
  const live = process.stdout.isTTY && !report.isJson ? new LiveLines(process.stdout) : undefined;
  report.endWithReader();
  let before: SagaView | undefined;
  try {
    for await (const view of saga.watch()) {
      if (live === undefined) {
        report.jsonLine(view);
        report.lines(...changeLines(report, before, view));
      } else live.draw(sagaLines(view, await saga.timeline(), zone));
      before = view;
    }
  } finally {
    live?.keep();
  }
  return exitCodes.fine;
}
