import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { usersMistake } from './file/users-mistake.ts';
import { isLeaving } from './leave.ts';
import type { Report } from './report.ts';
import { textOf } from './text-of.ts';

/**
 * Runs a task in whose course files of the user's are loaded and called, which may do anything: what they leave to the process
 * (an error that nobody catches, a promise that never settles, an end of the process) becomes an error of the task, with the
 * file's name, and not a silent end with a code that means something else.
 *
 * @param tellExit tells of a file that ends the process; it must be done when it returns
 */
export async function withUsersCode<Result>(
  report: Report,
  task: () => Promise<Result>,
  tellExit: (error: CliError) => void,
): Promise<Result> {
  const { promise: astray, reject } = Promise.withResolvers<never>();
  const escaped = (thrown: unknown) => reject(strayError(report.files, thrown));
  const drained = () => {
    if (report.files.length > 0)
      reject(
        new CliError(
          'SAGA_FILE',
          `${listed(report.files)} waits for a promise that never settles, so there is no answer. Mend the await: nothing is left that could settle it.`,
        ),
      );
  };
  const exited = () => {
    if (isLeaving()) return;
    tellExit(
      new CliError(
        'SAGA_FILE',
        `${listed(report.files)} ended the process before there was an answer. Take its process.exit() out.`,
      ),
    );
    process.exitCode = exitCodes.usage;
  };
  process.on('unhandledRejection', escaped).on('uncaughtException', escaped);
  process.on('beforeExit', drained).on('exit', exited);
  try {
    return await Promise.race([settled(task), astray]);
  } catch (error) {
    const [file] = report.files;
    throw file === undefined ? error : usersMistake(file, error);
  } finally {
    process.off('unhandledRejection', escaped).off('uncaughtException', escaped);
    process.off('beforeExit', drained).off('exit', exited);
  }
}

// A rejection that nobody catches is heard only when what runs now has run.
async function settled<Result>(task: () => Promise<Result>): Promise<Result> {
  const result = await task();
  await new Promise((resolve) => setImmediate(resolve));
  return result;
}

function strayError(files: readonly string[], thrown: unknown): unknown {
  if (files.length === 0) return thrown;
  return new CliError(
    'SAGA_FILE',
    `${listed(files)} left an error that nobody catches: ${textOf(thrown)}. Await what may fail, also in a function of a step, which must not be async; --debug shows where it comes from.`,
    { cause: thrown },
  );
}

function listed(files: readonly string[]): string {
  return files.length === 0 ? 'Something' : files.join(' or ');
}
