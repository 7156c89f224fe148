import type { Client } from 'pg';
import { runtimeRoleOf } from '../service-database.ts';

export interface OwnDatabase {
  /** The name of the database and of the role that owns it. */
  readonly name: string;
  readonly password: string;
  /** Of a second role, that may enter and has no right to anything there. None: there is no such role. */
  readonly runtimePassword?: string;
}

/** A database that only its own roles may enter, and roles that may enter only their own database. Safe to repeat. */
export async function ensureOwnDatabase(
  admin: Client,
  { name, password, runtimePassword }: OwnDatabase,
): Promise<void> {
  const identifier = admin.escapeIdentifier(name);
  await ensureRole(admin, name, password);
  const databases = await admin.query('select 1 from pg_database where datname = $1', [name]);
  // template0: nobody can be connected to it, so databases can be made at the same time.
  if (!databases.rowCount)
    await admin.query(`create database ${identifier} with owner ${identifier} template template0`);
  await admin.query(`revoke all on database ${identifier} from public`);
  if (runtimePassword === undefined) return;
  const runtime = runtimeRoleOf(name);
  await ensureRole(admin, runtime, runtimePassword);
  await admin.query(`grant connect on database ${identifier} to ${admin.escapeIdentifier(runtime)}`);
}

async function ensureRole(admin: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await admin.query('select 1 from pg_roles where rolname = $1', [role]);
  await admin.query(
    `${rowCount ? 'alter' : 'create'} role ${admin.escapeIdentifier(role)} with login nosuperuser nocreatedb nocreaterole password ${admin.escapeLiteral(password)}`,
  );
}

/** The databases that come with a cluster are for the superuser alone. */
export async function closeCommonDatabases(admin: Client): Promise<void> {
  await admin.query('revoke all on database postgres from public');
  await admin.query('revoke all on database template1 from public');
}
