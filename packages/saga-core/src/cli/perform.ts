import { causesOf } from '../errors/causes-of.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { failureOf } from './failure.ts';
import { Report, type ReportOptions } from './report.ts';
import { safely, textOf } from './text-of.ts';
import { withUsersCode } from './with-users-code.ts';

/** Runs a command, tells of what went wrong, and sets what the process ends with. */
export async function perform(options: ReportOptions, task: (report: Report) => Promise<ExitCode>): Promise<void> {
  const report = new Report(options);
  try {
    const exitCode = await withUsersCode(
      report,
      () => task(report),
      (error) => tell(report, error),
    );
    report.release();
    process.exitCode = exitCode;
  } catch (error) {
    process.exitCode = tell(report, error);
  } finally {
    report.close();
  }
}

function tell(report: Report, error: unknown): ExitCode {
  const { code, message, exitCode } = failureOf(error);
  report.error(code, message);
  if (report.isDebug || exitCode === exitCodes.bug) report.note(stackOf(error));
  return exitCode;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return textOf(error);
  return causesOf(error)
    .map((cause) => safely(() => String(cause.stack)))
    .join('\nCaused by: ');
}
