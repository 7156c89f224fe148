import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalStackError } from '../local-stack-error.ts';
import { binariesIn, type PostgresBinaries } from './postgres-binaries.ts';
import type { PostgresIdentity } from './postgres-identity.ts';

export interface ReachableBinaries {
  readonly binaries: PostgresBinaries;
  /** To be removed when Postgres has stopped for good. */
  readonly copy: string | undefined;
}

/**
 * The binaries themselves, or a copy in the temporary folder when the user that Postgres runs as may not enter the folder
 * they are in: a checkout below /root, say.
 */
export async function reachableBinaries(
  binaries: PostgresBinaries,
  identity: PostgresIdentity,
): Promise<ReachableBinaries> {
  if (!identity || (await runs(binaries, identity))) return { binaries, copy: undefined };
  const copy = await mkdtemp(join(tmpdir(), 'saga-postgres-'));
  await chmod(copy, 0o755);
  await cp(binaries.folder, copy, { recursive: true, verbatimSymlinks: true });
  const copied = binariesIn(copy);
  if (await runs(copied, identity)) return { binaries: copied, copy };
  throw new LocalStackError(
    'POSTGRES_NOT_STARTED',
    `Postgres runs as the user "postgres", who can run neither ${binaries.postgres} nor a copy in ${tmpdir()}. Set TMPDIR to a folder that every user may enter and run programs from, or run this as an ordinary user.`,
  );
}

async function runs(binaries: PostgresBinaries, identity: PostgresIdentity): Promise<boolean> {
  try {
    await promisify(execFile)(binaries.postgres, ['--version'], { cwd: '/', timeout: 30_000, ...identity });
    return true;
  } catch {
    return false; // The caller tries a copy, and says so in full when that does not run either.
  }
}
