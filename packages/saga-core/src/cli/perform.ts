import { type ExitCode, exitCodes } from './exit-codes.ts';
import { failureOf } from './failure.ts';
import { Report, type ReportOptions } from './report.ts';

/** Runs a command, tells of what went wrong, and sets what the process ends with. */
export async function perform(options: ReportOptions, task: (report: Report) => Promise<ExitCode>): Promise<void> {
  const report = new Report(options);
  try {
    process.exitCode = await task(report);
  } catch (error) {
    const { code, message, exitCode } = failureOf(error);
    report.jsonLine({ error: { code, message } });
    report.note(`${code}: ${message}`);
    if (report.isDebug || exitCode === exitCodes.bug) report.note(stackOf(error));
    process.exitCode = exitCode;
  }
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\nCaused by: ${stackOf(error.cause)}`;
}
