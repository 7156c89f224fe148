// `npm start`: the whole example, kept running.

import { resolve } from 'node:path';
import { writeEnvFile } from '@saga/local-stack';
import { orderToTry } from './order-to-try.ts';
import { ProcessLogs } from './process-logs.ts';
import { ProcessStartError } from './process-start-error.ts';
import { type RunningSystem, startEverything } from './start-everything.ts';
import { inStartsWords, readStartSettings, StartSettingsError, startUsage } from './start-settings.ts';
import { stopOnSignal } from './stop-on-signal.ts';
import { whereEverythingIs } from './where-everything-is.ts';

async function main(): Promise<number> {
  const { help, verbose, logFolder, portOf } = readStartSettings(process.argv.slice(2), process.env);
  if (help) {
    process.stdout.write(startUsage);
    return 0;
  }
  let system: RunningSystem | undefined;
  const { signal, asked } = stopOnSignal(() => {
    say('Asked a second time: everything is killed.');
    // Those that are left notice that this process has ended.
    process.exit(1);
  });
  const logs = verbose ? undefined : await ProcessLogs.open(logFolder);
  const isTerminal = process.stdout.isTTY;
  say('Starting Temporal, Postgres, the services, a worker and the API…');
  try {
    system = await startEverything({
      stack: 'process',
      // The file is for all that others need, so it is written when all of that is known.
      environment: { ...process.env, STACK_ENV_FILE: '' },
      portOf,
      revive: true,
      signal,
      onSaid: (line, name) => say(inStartsWords(line, name)),
      onLog: logs?.write ?? ((_name, line) => process.stdout.write(`${line}\n`)),
      // For a program that started this: each process's line, the stack's with all that the others need.
      ...(!isTerminal && { onListening: (line) => process.stdout.write(`${JSON.stringify(line)}\n`) }),
    });
    const envFile = process.env.STACK_ENV_FILE && resolve(process.env.STACK_ENV_FILE);
    if (envFile) await writeEnvFile(envFile, system.env);
    const screen = isTerminal ? process.stdout : process.stderr;
    screen.write(whereEverythingIs(system, logs?.folder));
    screen.write((await orderToTry(system.url('api'), process.env)) ?? '');
    screen.write(
      envFile
        ? `The databases' addresses are in ${envFile}.\n`
        : "With STACK_ENV_FILE=path npm start writes the databases' addresses, with their passwords, to that file.\n",
    );
    await asked;
    say('Stopping: the API, the worker, the services, then Temporal and Postgres…');
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await system?.stop();
    await logs?.close();
  }
  say('All stopped.');
  return 0;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function fail(error: unknown): number {
  if (error instanceof ProcessStartError && error.isSaid) return 1;
  if (error instanceof ProcessStartError) say(inStartsWords(error.message, error.process));
  else say(`start: ${error instanceof Error ? error.message : error}${hint(error)}`);
  return 1;
}

function hint(error: unknown): string {
  return error instanceof StartSettingsError ? ' See npm start -- --help.' : '';
}

// Whoever read the output may have gone: the processes run on.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

process.exit(await main().catch(fail));
