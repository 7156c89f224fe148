// Looks at what users would get: the packed file of every package that is published, as the registry would hold it, so that
// a wrong `exports` or a type that does not resolve is found here and not by them. Build first; `npm run verify` does.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const published = ['packages/saga-core', 'packages/saga-console'];

const folder = mkdtempSync(join(tmpdir(), 'saga-packed-'));
try {
  for (const path of published) {
    const packed = join(folder, pack(join(root, path)));
    check('publint', [packed, '--strict']);
    check('attw', [packed, '--profile', 'esm-only', '--no-emoji']);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Gives the name of the packed file. */
function pack(source: string): string {
  const options = ['--json', '--pack-destination', folder];
  const { status, stdout } = spawnSync('npm', ['pack', ...options], {
    cwd: source,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`npm pack failed in ${source}; what it said stands above.`);
  const { filename } = (JSON.parse(stdout) as [{ filename: string }])[0];
  return filename;
}

function check(tool: string, parameters: readonly string[]): void {
  const { status, error } = spawnSync(join(root, 'node_modules/.bin', tool), parameters, { stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exitCode = 1;
}
