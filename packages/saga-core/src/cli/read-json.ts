import { readFileSync } from 'node:fs';
import { CliError } from './cli-error.ts';

/**
 * The JSON that an option gives: as it stands, from a file (`@order.json`) or from stdin (`-`), which keeps it out of the list of
 * processes.
 *
 * @throws {@link CliError} `USAGE` when there is no such file or it is no JSON
 */
export function readJson(option: string, given: string): unknown {
  const text = textOf(option, given);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError(
      'USAGE',
      `${option} is no JSON (${(error as Error).message}). Quote it for the shell, as ${option} '{"amount":100}', or give a file, as ${option} @argument.json.`,
      { cause: error },
    );
  }
}

function textOf(option: string, given: string): string {
  if (given !== '-' && !given.startsWith('@')) return given;
  try {
    return readFileSync(given === '-' ? 0 : given.slice(1), 'utf8');
  } catch (error) {
    throw new CliError('USAGE', `${option} ${given} can't be read (${(error as Error).message}).`, { cause: error });
  }
}
