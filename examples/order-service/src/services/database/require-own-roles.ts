import { StartError } from '@saga/process';

/** A database's URL, and the environment variable that it came from, for messages. */
export interface NamedUrl {
  readonly url: string;
  readonly variable: string;
}

/**
 * Holds that a database is given with two roles of its own. The hosts may differ: one of the two may go through a proxy.
 *
 * @throws StartError `DATABASE_OWNER_MISFIT` when the two URLs name two databases, or one role twice.
 */
export function requireOwnRoles(runtime: NamedUrl, owner: NamedUrl): void {
  const [used, owned] = [new URL(runtime.url), new URL(owner.url)];
  const both = `${runtime.variable} and ${owner.variable}`;
  if (used.pathname !== owned.pathname) {
    throw new StartError(
      'DATABASE_OWNER_MISFIT',
      `${both} name two databases, ${used.pathname} and ${owned.pathname}. Set them to two roles of one database, or leave ${owner.variable} unset.`,
    );
  }
  if (used.username === owned.username) {
    throw new StartError(
      'DATABASE_OWNER_MISFIT',
      `${both} name one role. Set ${runtime.variable} to a role that owns nothing, or leave ${owner.variable} unset.`,
    );
  }
}
