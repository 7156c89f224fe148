import { access, chown, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainEnvironment } from '../keeper/spawn-server.ts';
import { LocalStackError } from '../local-stack-error.ts';
import { runToEnd } from '../run-to-end.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { ownName } from './postgres-folder.ts';
import type { PostgresIdentity } from './postgres-identity.ts';

export interface InitialiseClusterOptions {
  readonly binaries: PostgresBinaries;
  readonly folder: string;
  readonly identity: PostgresIdentity;
  readonly adminPassword: string;
  readonly durable: boolean;
  readonly signal: AbortSignal;
}

/** Makes the cluster unless there is one. One that was interrupted is made anew: only a whole one gets the name. */
export async function initialiseCluster(options: InitialiseClusterOptions): Promise<void> {
  if (await exists(options.folder)) return;
  const unfinished = `${options.folder}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  if (options.identity) await chown(unfinished, options.identity.uid, options.identity.gid);
  await runInitdb(unfinished, options);
  await rename(unfinished, options.folder);
}

async function runInitdb(folder: string, options: InitialiseClusterOptions): Promise<void> {
  const { binaries, identity, adminPassword, durable, signal } = options;
  const secrets = await mkdtemp(join(tmpdir(), 'saga-initdb-'));
  const passwordFile = join(secrets, 'password');
  try {
    await writeFile(passwordFile, `${adminPassword}\n`, { mode: 0o600 });
    if (identity) {
      await chown(passwordFile, identity.uid, identity.gid);
      await chown(secrets, identity.uid, identity.gid);
    }
    await runToEnd(
      binaries.initdb,
      [
        ...['--pgdata', ownName(folder, identity), '--username', 'postgres', '--pwfile', passwordFile],
        ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--no-instructions'],
        // The same order of strings on every machine, whatever its locales are.
        ...['--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
        ...(durable ? [] : ['--no-sync']),
      ],
      { cwd: folder, env: plainEnvironment(), signal, identity },
    );
  } catch (error) {
    if (signal.aborted) throw new LocalStackError('STOPPED', 'Told to stop while Postgres was being set up.');
    const words = error instanceof Error ? error.message : String(error);
    throw new LocalStackError(
      'POSTGRES_NOT_STARTED',
      `Postgres could not set up its folder ${options.folder}: ${words}. Check that the folder's disk is writable and has 100 MB free.`,
      { cause: error },
    );
  } finally {
    await rm(secrets, { recursive: true, force: true });
  }
}

async function exists(folder: string): Promise<boolean> {
  try {
    await access(folder);
    return true;
  } catch {
    return false; // The first start with this folder.
  }
}
