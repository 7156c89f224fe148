import type { SagaHandle } from '../../client/saga-handle.ts';
import type { SagaView } from '../../engine/saga-view.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { failureOf } from '../failure.ts';
import type { Report } from '../report.ts';
import { sagaLines } from './saga-lines.ts';

/** Shows a saga once. Without an answer of its workers it shows what the history tells. */
export async function showSaga(report: Report, saga: SagaHandle<unknown>, zone: string): Promise<ExitCode> {
  const [status, timeline] = await Promise.all([statusOrWhyNot(saga), saga.timeline()]);
  report.document({ id: saga.id, ...status, timeline });
  report.lines(...sagaLines(status.status, timeline, zone));
  if (status.unavailable === undefined) return exitCodes.fine;
  report.note(status.unavailable);
  return exitCodes.unavailable;
}

async function statusOrWhyNot(
  saga: SagaHandle<unknown>,
): Promise<{ readonly status: SagaView | null; readonly unavailable?: string }> {
  try {
    return { status: await saga.status() };
  } catch (error) {
    const { code, message } = failureOf(error);
    if (code !== 'SAGA_UNAVAILABLE') throw error;
    return { status: null, unavailable: `${code}: ${message}` };
  }
}
