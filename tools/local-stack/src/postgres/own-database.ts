import type { Client } from 'pg';

export interface OwnDatabase {
  /** The name of the database and of the role that owns it. */
  readonly name: string;
  readonly password: string;
}

/** A database that only its own role may enter, and a role that may enter only its own database. Safe to repeat. */
export async function ensureOwnDatabase(admin: Client, { name, password }: OwnDatabase): Promise<void> {
  const identifier = admin.escapeIdentifier(name);
  const roles = await admin.query('select 1 from pg_roles where rolname = $1', [name]);
  await admin.query(
    `${roles.rowCount ? 'alter' : 'create'} role ${identifier} with login nosuperuser nocreatedb nocreaterole password ${admin.escapeLiteral(password)}`,
  );
  const databases = await admin.query('select 1 from pg_database where datname = $1', [name]);
  // template0: nobody can be connected to it, so databases can be made at the same time.
  if (!databases.rowCount)
    await admin.query(`create database ${identifier} with owner ${identifier} template template0`);
  await admin.query(`revoke all on database ${identifier} from public`);
}

/** The databases that come with a cluster are for the superuser alone. */
export async function closeCommonDatabases(admin: Client): Promise<void> {
  await admin.query('revoke all on database postgres from public');
  await admin.query('revoke all on database template1 from public');
}
