import { LocalStackError } from '../local-stack-error.ts';
import { runBriefly } from '../run-briefly.ts';

/** The user that Postgres runs as. Undefined: the current one. */
export type PostgresIdentity = { readonly uid: number; readonly gid: number } | undefined;

/**
 * Postgres refuses to run as root, so for root it runs as the user `postgres`, made if there is none.
 *
 * @throws LocalStackError `POSTGRES_USER_MISSING`
 */
export async function postgresIdentity(onProgress: (text: string) => void): Promise<PostgresIdentity> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await identityOf('postgres');
  if (existing) return existing;
  onProgress('Postgres: it refuses to run as root, so the system user "postgres" is made for it');
  let reason = '';
  try {
    await runBriefly('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'postgres']);
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error); // Perhaps another process made it first: look.
  }
  const made = await identityOf('postgres');
  if (made) return made;
  throw new LocalStackError(
    'POSTGRES_USER_MISSING',
    `Postgres refuses to run as root, and the system user "postgres" could not be made for it (${reason}). Make that user, run this as an ordinary user, or set all *_DATABASE_URLs to servers of your own.`,
  );
}

async function identityOf(user: string): Promise<PostgresIdentity> {
  try {
    const [uid, gid] = await Promise.all([runBriefly('id', ['-u', user]), runBriefly('id', ['-g', user])]);
    return { uid: Number(uid), gid: Number(gid) };
  } catch {
    return undefined; // `id` fails for an unknown user.
  }
}
