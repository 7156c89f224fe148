import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { serviceDatabases } from '../service-database.ts';

/** The passwords of the superuser and of each service's two roles, by role name. */
export type ClusterPasswords = Readonly<Record<string, string>>;

export function randomPassword(): string {
  return randomBytes(24).toString('base64url');
}

export function randomPasswords(): ClusterPasswords {
  const roles = ['postgres', ...serviceDatabases.flatMap(({ name, runtimeRole }) => [name, runtimeRole])];
  return Object.fromEntries(roles.map((role) => [role, randomPassword()]));
}

/** Those kept in `file`, readable by its owner only; made on first use, as are those of roles that came later. */
export async function keptPasswords(file: string): Promise<ClusterPasswords> {
  let kept: ClusterPasswords = {};
  try {
    kept = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const passwords = { ...randomPasswords(), ...kept };
  await writeFile(`${file}.new`, JSON.stringify(passwords), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return passwords;
}
