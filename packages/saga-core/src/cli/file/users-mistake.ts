import { fileURLToPath } from 'node:url';
import { CliError } from '../cli-error.ts';

// src/ or dist/, whatever of saga-core runs.
const own = new URL('../../', import.meta.url);

/**
 * An error that came out of a function of a user's file: it says where in that file. Errors that have a code are told as they are.
 */
export function usersMistake(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || 'code' in error) return error;
  const first = framesOf(error).find((frame) => !/\(?(<anonymous>|node:)/.test(frame));
  if (first === undefined || first.includes(own.href) || first.includes(fileURLToPath(own))) return error;
  const place = /([^\s(]+:\d+):\d+\)?$/.exec(first)?.[1] ?? file;
  return new CliError(
    'SAGA_FILE',
    `A function in ${file} threw ${error.name}: ${error.message} (${place.replace('file://', '')}). Mend it; --debug shows the way there.`,
    { cause: error },
  );
}

function framesOf({ stack = '' }: Error): readonly string[] {
  return stack.split('\n').filter((line) => /^\s+at /.test(line));
}
