import { vi } from 'vitest';
import { runProgram } from '../../../src/cli/run-program.ts';
import type { Ran } from './run-saga.ts';

/** Runs `saga` inside this process, one at a time: the same code as `runSaga`, without a second for each process. */
export async function runHere(...args: readonly string[]): Promise<Ran> {
  const said = { out: '', err: '' };
  const write = (stream: keyof typeof said) => (chunk: unknown) => {
    said[stream] += String(chunk);
    return true;
  };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(write('out'));
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(write('err'));
  const before = process.exitCode;
  try {
    process.exitCode = undefined;
    await runProgram(args);
    return { code: Number(process.exitCode ?? 0), ...said };
  } finally {
    process.exitCode = before;
    out.mockRestore();
    err.mockRestore();
  }
}
