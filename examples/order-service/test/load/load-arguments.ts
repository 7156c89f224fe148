import { parseArgs } from 'node:util';

/** What `npm run load:api` was asked for. */
export interface LoadArguments {
  readonly help: boolean;
  readonly seconds: number;
  /** A second. */
  readonly reads: number;
  /** A second. */
  readonly orders: number;
  /** Of an API that runs already. */
  readonly url?: string;
  readonly check: boolean;
}

/** The arguments are not the command's. The message names the argument. */
export class LoadArgumentsError extends Error {
  override readonly name = 'LoadArgumentsError';
  readonly code = 'LOAD_ARGUMENTS_INVALID';
}

export const loadUsage = `Sends the order API reads, bad requests and orders at a fixed pace, whether it keeps up or not, and reports latencies and memory.

  npm run load:api [-- --seconds 60] [-- --reads 300] [-- --orders 3] [-- --url http://127.0.0.1:3000]

  --seconds  how long (default: 60)
  --reads    reads and bad requests a second (default: 300)
  --orders   orders a second (default: 3)
  --url      an API that runs already, with RATE_LIMIT_PER_TOKEN=0, RATE_LIMIT_PER_ADDRESS=0 and the development keys.
             Default: everything is started, and stopped at the end
  --check    a short run to see that the command works: 5 seconds, 40 reads and 2 orders a second; its memory is not judged
  --help     prints this text

A latency counts from the moment that the request was due, not from when it could be sent. The exit code is 0 only if every
status was expected and memory was flat: the median RSS of the last third is at most 1.15 times that of the middle third.
`;

/**
 * Reads the arguments.
 *
 * @throws {@link LoadArgumentsError} for one that is unknown or no number.
 */
export function readLoadArguments(argv: readonly string[]): LoadArguments {
  const { help, check, seconds, reads, orders, url } = parsed(argv);
  return {
    help,
    check,
    seconds: wholeNumber('--seconds', seconds ?? (check ? '5' : '60')),
    reads: wholeNumber('--reads', reads ?? (check ? '40' : '300')),
    orders: wholeNumber('--orders', orders ?? (check ? '2' : '3')),
    ...(url !== undefined && { url: url.replace(/\/+$/, '') }),
  };
}

function parsed(argv: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        check: { type: 'boolean', default: false },
        seconds: text,
        reads: text,
        orders: text,
        url: text,
      },
    }).values;
  } catch (error) {
    if (error instanceof TypeError) throw new LoadArgumentsError(error.message);
    throw error;
  }
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new LoadArgumentsError(`${name} is ${JSON.stringify(text)}. Write a whole number from 1 on.`);
}
