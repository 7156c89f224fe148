import { parseArgs } from 'node:util';

/** What `npm run fuzz:api` was asked for. */
export interface FuzzArguments {
  readonly help: boolean;
  /** At least so many. */
  readonly cases: number;
  readonly seed: number;
  /** Of an API that runs already. */
  readonly url?: string;
  readonly ifPossible: boolean;
}

/** The arguments are not the command's. The message names the argument. */
export class FuzzArgumentsError extends Error {
  override readonly name = 'FuzzArgumentsError';
  readonly code = 'FUZZ_ARGUMENTS_INVALID';
}

export const fuzzUsage = `Sends the order API whatever its OpenAPI document allows, and what it does not, and holds every answer against the document: schemathesis, with all of its checks.

  npm run fuzz:api [-- --cases 10000] [-- --seed 1] [-- --url http://127.0.0.1:3000]

  --cases        at least so many (default: 10000)
  --seed         gives the same cases again, as far as ids and times allow (default: 1)
  --url          an API that runs already, with RATE_LIMIT_PER_TOKEN=0, RATE_LIMIT_PER_ADDRESS=0 and the development keys; its log
                 is not read. Default: everything is started, and stopped at the end
  --if-possible  exit code 0 where schemathesis cannot be had. Without it that is 2
  --help         prints this text

It needs python3 (3.10 or newer, with venv) and the Python package index, from which it installs schemathesis into node_modules/.cache once.
The exit code is 0 only if nothing was found.
`;

/**
 * Reads the arguments.
 *
 * @throws {@link FuzzArgumentsError} for one that is unknown or no number.
 */
export function readFuzzArguments(argv: readonly string[]): FuzzArguments {
  const { help, cases, seed, url, 'if-possible': ifPossible } = parsed(argv);
  return {
    help,
    cases: wholeNumber('--cases', cases, 1),
    seed: wholeNumber('--seed', seed, 0),
    ...(url !== undefined && { url: url.replace(/\/+$/, '') }),
    ifPossible,
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        cases: { type: 'string', default: '10000' },
        seed: { type: 'string', default: '1' },
        url: { type: 'string' },
        'if-possible': { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    if (error instanceof TypeError) throw new FuzzArgumentsError(error.message);
    throw error;
  }
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least) return value;
  throw new FuzzArgumentsError(`${name} is ${JSON.stringify(text)}. Write a whole number from ${least} on.`);
}
