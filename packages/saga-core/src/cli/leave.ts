import type { ExitCode } from './exit-codes.ts';

let isMeant = false;

/** Ends the process at once. A user's file that calls `process.exit` is told from this. */
export function leave(code: ExitCode): never {
  isMeant = true;
  // A user's file may hear the exit and set another code; the last one to hear it decides.
  process.once('exit', () => {
    process.exitCode = code;
  });
  process.exit(code);
}

export function isLeaving(): boolean {
  return isMeant;
}
