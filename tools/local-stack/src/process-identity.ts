import { readFileSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { runBriefly } from './run-briefly.ts';

/** Whether a process with this id, whoever's it is, is at work. One that has ended and waits to be reaped is not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return process.platform !== 'linux' || !isZombie(pid);
}

// In a container the first process often reaps nothing, and then the ended stay in the process table for ever.
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return true; // It went between the two looks.
  }
}

/**
 * Whether the process works inside `folder`: the servers of a stack do. A process id alone says nothing, as the system
 * gives it to another process once its owner has ended.
 */
export async function worksInside(pid: number, folder: string): Promise<boolean> {
  if (!isRunning(pid)) return false;
  try {
    if (process.platform === 'linux') {
      const cwd = (await readlink(`/proc/${pid}/cwd`)).replace(/ \(deleted\)$/, '');
      return cwd === folder || cwd.startsWith(`${folder}/`);
    }
    return (await runBriefly('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).includes(`${folder}/`);
  } catch {
    return false; // It ended meanwhile, or is another user's: then it is none of ours.
  }
}
