import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The version that is downloaded or built. Later ones refuse `go install`: their module has replace directives. */
export const temporalCliVersion = '1.5.1';

/** The per-user folder that holds the Temporal executable once it was downloaded or built. */
function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const { XDG_CACHE_HOME } = environment;
  // The XDG specification: a relative path is invalid and is to be ignored.
  const base =
    XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(environment.HOME || homedir(), '.cache');
  return join(base, 'saga-core', `temporal-${temporalCliVersion}`);
}

export function cachedExecutable(environment: NodeJS.ProcessEnv): string {
  return join(cacheFolder(environment), 'temporal');
}
