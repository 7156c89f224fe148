import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type HttpProcessName, type ProcessName, projectFolder } from './process-name.ts';
import type { PortWish } from './start-everything.ts';

/** What `npm start` was asked for. */
export interface StartSettings {
  readonly help: boolean;
  readonly verbose: boolean;
  readonly logFolder: string;
  readonly portOf: (name: HttpProcessName) => PortWish;
}

/** The arguments or the environment are wrong. The message says what to write instead. */
export class StartSettingsError extends Error {
  override readonly name = 'StartSettingsError';
  readonly code = 'START_SETTINGS_INVALID';
}

const portVariables: Readonly<Record<HttpProcessName, string>> = {
  api: 'PORT',
  order: 'ORDER_PORT',
  inventory: 'INVENTORY_PORT',
  payment: 'PAYMENT_PORT',
  notification: 'NOTIFICATION_PORT',
  worker: 'WORKER_PORT',
};

export const startUsage = `Runs the whole example: Temporal and Postgres, the four services, a worker and the order API, each a process of its own.

  npm start [-- --verbose]

  --verbose  prints what the processes log, instead of keeping it in files
  --help     prints this text

It keeps running until Ctrl-C or SIGTERM, which stops the API first and the databases last. A second Ctrl-C kills all.
A process that ends by itself is started again 3 s later, on the same port. One that can't be started at first stops
everything, with exit code 1. The processes end with this one, also when it is killed.

Environment, all of it passed on to every process but for PORT:
  DATA_DIR       where data and logs are kept, to go on from there the next time (.data/stack in the project)
  PORT           the API's port (3000, or a free one when that is taken)
  ORDER_PORT, INVENTORY_PORT, PAYMENT_PORT, NOTIFICATION_PORT, WORKER_PORT
                 the others' (3001 to 3005, or a free one when that is taken)
  STACK_ENV_FILE a file to write the databases' and the processes' URLs to, as NAME=value lines
  TEMPORAL_PORT, POSTGRES_PORT, TEMPORAL_ADDRESS, *_DATABASE_URL
                 the stack's: see npm run start:stack -- --help
  LOG_LEVEL      trace, debug, info (the default), warn, error, fatal or silent
`;

/**
 * Reads the arguments and the environment.
 *
 * @throws {@link StartSettingsError} for an argument that is unknown and a port that is none.
 */
export function readStartSettings(argv: readonly string[], environment: NodeJS.ProcessEnv): StartSettings {
  const { help, verbose } = parsed(argv);
  const names = Object.keys(portVariables) as HttpProcessName[];
  const ports = new Map(names.map((name) => [name, portWish(environment, portVariables[name])]));
  const dataDir = environment.DATA_DIR ? resolve(environment.DATA_DIR) : join(projectFolder, '.data', 'stack');
  return { help, verbose, logFolder: join(dataDir, 'logs'), portOf: (name) => ports.get(name) ?? 'default' };
}

/** What a process says of its PORT, said of the variable by which `npm start` takes it. */
export function inStartsWords(line: string, name: ProcessName): string {
  return name === 'stack' ? line : line.replaceAll(/\bPORT\b/g, portVariables[name]);
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        verbose: { type: 'boolean', short: 'v', default: false },
      },
    }).values;
  } catch (error) {
    if (error instanceof TypeError) throw new StartSettingsError(error.message);
    throw error;
  }
}

function portWish(environment: NodeJS.ProcessEnv, variable: string): PortWish {
  const text = environment[variable];
  if (!text) return 'default';
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new StartSettingsError(
    `${variable} is ${JSON.stringify(text)}, which is no port. Set it to a whole number from 0 (any free port) to 65535.`,
  );
}
