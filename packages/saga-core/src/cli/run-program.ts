import { CommanderError } from 'commander';
import { createProgram } from './create-program.ts';
import { exitCodes } from './exit-codes.ts';
import { Report } from './report.ts';

/** Runs `saga` with these arguments, and sets what the process ends with. */
export async function runProgram(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version were asked for, and end well. Of all else commander has said on stderr what is wrong.
    if (error.exitCode !== 0 && isJson(args))
      new Report({ json: true }).jsonLine({
        error: { code: 'USAGE', message: error.message.replace(/^error: /, '') },
      });
    process.exitCode = error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
  }
}

function isJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).includes('--json');
}
