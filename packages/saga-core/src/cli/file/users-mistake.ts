import { CliError } from '../cli-error.ts';

// src/ or dist/, whatever of saga-core runs.
const own = new URL('../../', import.meta.url).href;

/**
 * An error that came out of a function of a user's file: it says where in that file. Errors that have a code are told as they are.
 */
export function usersMistake(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || 'code' in error) return error;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.includes('file://'));
  const [first] = frames;
  if (first === undefined || first.includes(own)) return error;
  const place = /(file:\/\/.*:\d+):\d+\)?$/.exec(first)?.[1] ?? file;
  return new CliError(
    'SAGA_FILE',
    `A function in ${file} threw ${error.name}: ${error.message} (${place.replace('file://', '')}). Mend it; --debug shows the way there.`,
    { cause: error },
  );
}
