import { fileURLToPath } from 'node:url';
import { CliError } from '../cli-error.ts';
import { isExpected } from '../failure.ts';
import { safely, textOf } from '../text-of.ts';

// src/ or dist/, whatever of saga-core runs.
const own = new URL('../../', import.meta.url);

/**
 * An error that came out of a function of a user's file: it says where in that file. Errors that a command expects are told as
 * they are.
 */
export function usersMistake(file: string, error: unknown): unknown {
  // What is no error this program never throws.
  if (!(error instanceof Error)) return mistake(`A function in ${file} threw ${textOf(error)}.`, error);
  if (isExpected(error)) return error;
  const first = framesOf(error).find((frame) => isOwn(frame) || !/\(?(<anonymous>|node:)|\/node_modules\//.test(frame));
  if (first === undefined || isOwn(first)) return error;
  const place = /([^\s(]+:\d+):\d+\)?$/.exec(first)?.[1] ?? file;
  const threw = safely(() => `${error.name}: ${error.message}`);
  return mistake(`A function in ${file} threw ${threw} (${place.replace('file://', '')}).`, error);
}

function mistake(what: string, cause: unknown): CliError {
  return new CliError('SAGA_FILE', `${what} Mend it; --debug shows the way there.`, { cause });
}

function isOwn(frame: string): boolean {
  return frame.includes(own.href) || frame.includes(fileURLToPath(own));
}

function framesOf(error: Error): readonly string[] {
  return safely(() => String(error.stack))
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
}
