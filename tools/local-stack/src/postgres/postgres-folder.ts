// As root, Postgres runs as another user, who may not be allowed to enter the folders above its own (/root, say). On Linux
// it is therefore started inside its folder and told to find it there: /proc/self/cwd needs no permission on the way.
import type { PostgresIdentity } from './postgres-identity.ts';

/** How the process, started with `folder` as its working directory, is to name that folder. */
export function ownName(folder: string, identity: PostgresIdentity): string {
  return identity && process.platform === 'linux' ? '/proc/self/cwd' : folder;
}
