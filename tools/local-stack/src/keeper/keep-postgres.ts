import { rm } from 'node:fs/promises';
import pg from 'pg';
import { LocalStackError } from '../local-stack-error.ts';
import { keptPasswords, randomPasswords } from '../postgres/cluster-passwords.ts';
import { databaseUrl } from '../postgres/database-url.ts';
import { initialiseCluster } from '../postgres/initialise-cluster.ts';
import { closeCommonDatabases, ensureOwnDatabase } from '../postgres/own-database.ts';
import { postgresAnswers } from '../postgres/postgres-answers.ts';
import { findPostgresBinaries } from '../postgres/postgres-binaries.ts';
import { ownName } from '../postgres/postgres-folder.ts';
import { postgresIdentity } from '../postgres/postgres-identity.ts';
import { reachableBinaries } from '../postgres/reachable-binaries.ts';
import { postgresArguments } from '../postgres/server-arguments.ts';
import { removeStalePidFile } from '../postgres/stale-pid-file.ts';
import { type DatabaseVariable, type OwnerVariable, serviceDatabases } from '../service-database.ts';
import type { KeeperContext } from './keeper-context.ts';
import { KeptProcess } from './kept-process.ts';
import { ServerLog } from './server-log.ts';
import { spawnServer } from './spawn-server.ts';
import { startOnFreePort } from './start-on-free-port.ts';

export interface KeptPostgres {
  readonly process: KeptProcess;
  readonly port: number;
  readonly adminUrl: string;
  readonly databaseUrls: Partial<Record<DatabaseVariable | OwnerVariable, string>>;
}

/** Starts Postgres with a database and two roles for each of the services asked for. */
export async function keepPostgres(context: KeeperContext): Promise<KeptPostgres> {
  const { request, folder, emit, signal } = context;
  const onProgress = (text: string) => emit({ event: 'progress', text });
  const identity = await postgresIdentity(onProgress);
  const { binaries, copy } = await reachableBinaries(await findPostgresBinaries(), identity);
  if (copy !== undefined) context.finallyDo(() => rm(copy, { recursive: true, force: true }));
  const durable = !folder.temporary;
  const passwords = durable ? await keptPasswords(folder.file('passwords.json')) : randomPasswords();
  const passwordOf = (role: string) => passwords[role] ?? '';
  const home = folder.file('postgres');
  await initialiseCluster({
    binaries,
    folder: home,
    identity,
    adminPassword: passwordOf('postgres'),
    durable,
    signal,
  });

  const log = new ServerLog(folder.file('postgres.log'));
  await log.rotate();
  const urlOf = (port: number, role: string, database = role) =>
    databaseUrl({ port, role, password: passwordOf(role), database });
  return await startOnFreePort('postgres', request.postgresPort, onProgress, async (port) => {
    const adminUrl = urlOf(port, 'postgres');
    const kept = new KeptProcess({
      part: 'postgres',
      port,
      launch: async () => {
        await removeStalePidFile(home);
        return await spawnServer({
          executable: binaries.postgres,
          arguments: postgresArguments({ folder: ownName(home, identity), port, durable }),
          cwd: home,
          log,
          identity,
        });
      },
      isReady: () => postgresAnswers(adminUrl),
      lastWords: () => log.lastWords(),
      // Fast shutdown where data are kept; without even a checkpoint where they are thrown away.
      stopSignal: durable ? 'SIGINT' : 'SIGQUIT',
      emit,
      onPidChange: context.onPidChange,
    });
    context.own(kept);
    try {
      await kept.start();
      await ensureServiceDatabases(adminUrl, request.databases, passwordOf);
    } catch (error) {
      throw new LocalStackError('POSTGRES_NOT_STARTED', `${(error as Error).message} Its log was ${log.file}.`, {
        cause: error,
      });
    }
    const chosen = serviceDatabases.filter(({ variable }) => request.databases.includes(variable));
    const databaseUrls = Object.fromEntries(
      chosen.flatMap(({ name, variable, ownerVariable, runtimeRole }) => [
        [variable, urlOf(port, runtimeRole, name)],
        [ownerVariable, urlOf(port, name)],
      ]),
    );
    return { process: kept, port, adminUrl, databaseUrls };
  });
}

async function ensureServiceDatabases(
  adminUrl: string,
  wanted: readonly DatabaseVariable[],
  passwordOf: (role: string) => string,
): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await closeCommonDatabases(admin);
    for (const { name, variable, runtimeRole } of serviceDatabases) {
      if (!wanted.includes(variable)) continue;
      const [password, runtimePassword] = [passwordOf(name), passwordOf(runtimeRole)];
      await ensureOwnDatabase(admin, { name, password, runtimePassword });
    }
  } finally {
    await admin.end();
  }
}
