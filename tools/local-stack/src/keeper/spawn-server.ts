import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ServerLog } from './server-log.ts';

export interface SpawnServerOptions {
  readonly executable: string;
  readonly arguments: readonly string[];
  /** Inside the stack's folder: by it a server that was left behind is recognised. */
  readonly cwd: string;
  readonly log: ServerLog;
  readonly identity?: { readonly uid: number; readonly gid: number } | undefined;
}

/** Throws when the executable cannot be run. */
export async function spawnServer(options: SpawnServerOptions): Promise<ChildProcess> {
  const log = await options.log.open();
  try {
    const child = spawn(options.executable, [...options.arguments], {
      cwd: options.cwd,
      env: plainEnvironment(),
      stdio: ['ignore', log.fd, log.fd],
      ...options.identity,
    });
    await once(child, 'spawn');
    return child;
  } finally {
    await log.close();
  }
}

/** A server gets nothing of this process's environment that could hold a secret or change how it behaves. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { LC_ALL: 'C', TZ: 'UTC', ...(PATH && { PATH }), ...(HOME && { HOME }), ...(TMPDIR && { TMPDIR }) };
}
