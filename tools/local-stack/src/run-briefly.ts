import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The standard output of a command that ends soon. Throws when it can't be run, fails, or takes over 30 s. */
export async function runBriefly(executable: string, commandArguments: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(executable, [...commandArguments], { timeout: 30_000 });
  return stdout.trim();
}
