import { CommanderError } from 'commander';
import { createProgram } from './create-program.ts';
import { exitCodes } from './exit-codes.ts';

/** Runs `saga` with these arguments, and sets what the process ends with. */
export async function runProgram(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has said what is wrong. Help and version were asked for, and end well.
    process.exitCode = error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
  }
}
