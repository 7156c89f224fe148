import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PortChoice } from './choose-port.ts';
import type { KeptPart } from './keeper/keeper-event.ts';
import { KeeperClient } from './keeper-client.ts';
import type { LocalStack } from './local-stack.ts';
import type { LocalStackError } from './local-stack-error.ts';
import { type DatabaseVariable, serviceDatabases } from './service-database.ts';

export interface LocalStackOptions {
  /** Where everything is kept, to go on from there the next time. Undefined: a temporary folder, removed at the end. */
  readonly dataDir?: string;
  /** Default: `file` with a `dataDir`, else `memory`, where workflows end with the server. */
  readonly temporalStorage?: 'memory' | 'file';
  /** Default: any free port. */
  readonly temporalPort?: PortChoice;
  /** Default: any free port. */
  readonly postgresPort?: PortChoice;
  /** Temporal's web page as well. Default: false. */
  readonly temporalUi?: boolean;
  /** More of Temporal's dynamic configuration, each `<key>=<JSON value>`: to test what only happens at a limit, by lowering it. */
  readonly temporalDynamicConfig?: readonly string[];
  /** The services that need a database. Default: all. With none, no Postgres is started. */
  readonly databases?: readonly DatabaseVariable[];
  /** Default: `process.env`. TEMPORAL_ADDRESS, TEMPORAL_CLI_PATH, PATH, XDG_CACHE_HOME, HOME and the *_DATABASE_URLs count, with the *_OWNER_DATABASE_URLs beside them. */
  readonly environment?: NodeJS.ProcessEnv;
  /** What is being done, one line each; while Temporal is downloaded or built, once a second. */
  readonly onProgress?: (text: string) => void;
  /** A server had died and runs again, on the same port. */
  readonly onRestart?: (restart: { readonly part: KeptPart; readonly pid: number; readonly port: number }) => void;
  /** The stack has ended without `stop()`: its keeper was killed. */
  readonly onLost?: (error: LocalStackError) => void;
  /** Aborted while starting: everything is stopped and the start fails with `STOPPED`. */
  readonly signal?: AbortSignal;
}

/**
 * Brings up Temporal and Postgres on 127.0.0.1, ready and tuned, apart from every other stack on this machine. They end
 * with `stop()`, and also when this process ends in any other way, kill -9 included: a small keeper process owns them and
 * notices. When one of the two dies the keeper starts it again 3 s later on the same port.
 *
 * With TEMPORAL_ADDRESS set no Temporal is started; a database whose *_DATABASE_URL is set is taken as it is.
 *
 * @throws LocalStackError with a code, and a message of one line that ends in the remedy.
 * @example
 * const stack = await startLocalStack({ onProgress: console.error });
 * try {
 *   spawn('node', ['service.js'], { env: { ...process.env, ...stack.env } });
 * } finally {
 *   await stack.stop();
 * }
 */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const environment = options.environment ?? process.env;
  const wanted = options.databases ?? serviceDatabases.map(({ variable }) => variable);
  const given = givenDatabases(environment, wanted);
  if (Object.keys(given).length > 0) {
    options.onProgress?.(`Postgres: not started for ${Object.keys(given).join(', ')}, which the environment sets`);
  }
  const dataDir = options.dataDir === undefined ? undefined : resolve(options.dataDir);
  const client = new KeeperClient(spawnKeeper(environment), options);
  return await client.start(
    {
      parentPid: process.pid,
      dataDir,
      temporalStorage: options.temporalStorage ?? (dataDir === undefined ? 'memory' : 'file'),
      temporalPort: options.temporalPort ?? {},
      temporalUi: options.temporalUi ?? false,
      temporalDynamicConfig: options.temporalDynamicConfig ?? [],
      postgresPort: options.postgresPort ?? {},
      databases: wanted.filter((name) => !(name in given)),
    },
    given,
    environment,
  );
}

/** What the environment sets itself: a database's URL, and its owner's along with that. */
function givenDatabases(environment: NodeJS.ProcessEnv, wanted: readonly DatabaseVariable[]): Record<string, string> {
  const chosen = serviceDatabases.filter(({ variable }) => wanted.includes(variable) && environment[variable]);
  const names = chosen.flatMap(({ variable, ownerVariable }) => [variable, ownerVariable]);
  return Object.fromEntries(names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
}

function spawnKeeper(environment: NodeJS.ProcessEnv) {
  const script = import.meta.url.endsWith('.ts') ? './keeper/main.ts' : './keeper/main.js';
  // Detached: Ctrl-C goes to every process of the terminal's group, and the keeper has to outlive its parent for a moment.
  return spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL(script, import.meta.url))],
    { detached: true, stdio: ['pipe', 'pipe', 'pipe'], env: { ...environment, NODE_OPTIONS: '' } },
  );
}
