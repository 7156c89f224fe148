// npm run start:stack: a Temporal and a Postgres that keep their data, for the services, the worker and the API to use.
import { printProgress } from './print-progress.ts';
import { stackSettings } from './stack-settings.ts';
import { startLocalStack } from './start-local-stack.ts';
import { writeEnvFile } from './write-env-file.ts';

const usage = `Usage: npm run start:stack

Starts Temporal and Postgres on 127.0.0.1 and keeps them running until SIGTERM or Ctrl-C. Prints one line of JSON when
both are ready, with the environment that the other processes need in "env", and one each time that it had to start one
of them again.

Environment:
  DATA_DIR           where everything is kept, to go on from there the next time (.data/stack in the project)
  TEMPORAL_PORT      Temporal's port (7233, or a free one when that is taken)
  POSTGRES_PORT      Postgres's port (5432, or a free one when that is taken)
  TEMPORAL_UI        true: Temporal's web page as well
  STACK_ENV_FILE     a file to write the environment to, as NAME=value lines
  TEMPORAL_ADDRESS   use this Temporal server and start none
  TEMPORAL_CLI_PATH  use this Temporal CLI
  *_DATABASE_URL     use this database: ORDER_API, ORDER, INVENTORY, PAYMENT, NOTIFICATION
  *_OWNER_DATABASE_URL  with it, the role that its tables are made with: otherwise they are made with the same one
`;

async function main(): Promise<void> {
  const settings = stackSettings(process.env);
  const progress = printProgress(process.stderr);
  const toStop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => toStop.abort());

  const stack = await startLocalStack({
    dataDir: settings.dataDir,
    temporalPort: settings.temporalPort,
    postgresPort: settings.postgresPort,
    temporalUi: settings.temporalUi,
    signal: toStop.signal,
    onProgress: progress.show,
    onRestart: (restart) => print({ msg: 'restarted', ...restart }),
    onLost: fail,
  });
  progress.end();
  try {
    if (settings.envFile) await writeEnvFile(settings.envFile, stack.env);
    const port = portOf(stack.temporalAddress);
    print({ msg: 'listening', port, pid: process.pid, pids: stack.pids, env: stack.env });
    await aborted(toStop.signal);
  } finally {
    await stack.stop();
  }
}

function print(line: { msg: string } & Record<string, unknown>): void {
  const { msg, ...rest } = line;
  process.stdout.write(`${JSON.stringify({ msg, service: 'stack', ...rest })}\n`);
}

function portOf(address: string): number {
  return Number(/:(\d+)$/.exec(address)?.[1] ?? 7233);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
}

function fail(error: unknown): void {
  if (error instanceof Error && 'code' in error && error.code === 'STOPPED') process.exit(0);
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}

// Whoever read the first line may have closed the pipe: the stack runs on.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

const [argument] = process.argv.slice(2);
if (argument === '--help' || argument === '-h') process.stdout.write(usage);
else if (argument !== undefined) fail(`stack: Unknown argument '${argument}'. See npm run start:stack -- --help.`);
else main().then(() => process.exit(0), fail);
