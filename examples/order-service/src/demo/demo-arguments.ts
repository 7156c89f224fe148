import { parseArgs } from 'node:util';

export interface DemoArguments {
  readonly help: boolean;
  readonly keep: boolean;
  readonly messages: boolean;
}

/** The arguments are not the demo's. The message names the argument. */
export class DemoArgumentsError extends Error {
  override readonly name = 'DemoArgumentsError';
  readonly code = 'DEMO_ARGUMENTS_INVALID';
}

export const demoUsage = `Shows what the example promises: starts all of it, places real orders, follows each to its end, and checks the ledgers.

  npm run demo [-- --keep] [-- --messages]

  --keep      stays up afterwards, and prints where everything is, until Ctrl-C
  --messages  has the inventory asked by message, which it answers later: over HTTP and through Postgres, or through
              the RabbitMQ that AMQP_URL names
  --help      prints this text

Temporal and Postgres are temporary and leave nothing behind, unless TEMPORAL_ADDRESS or a *_DATABASE_URL says which to
use. The exit code is 0 only if every order ended as it should and every promise held. NO_COLOR=1 switches colours off;
where the output is no terminal, each change is a line of its own.
`;

/**
 * Reads the arguments.
 *
 * @throws {@link DemoArgumentsError} for one that is unknown.
 */
export function readDemoArguments(argv: readonly string[]): DemoArguments {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        keep: { type: 'boolean', default: false },
        messages: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    if (error instanceof TypeError) throw new DemoArgumentsError(error.message);
    throw error;
  }
}
