import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * Builds and packs saga-core as `npm run build` and `npm pack` do, and gives the path of the packed file. It happens on a
 * copy in `folder`, so that nobody's `dist` changes under them.
 */
export async function packSagaCore(folder: string): Promise<string> {
  const copy = join(folder, 'packages/saga-core');
  await mkdir(copy, { recursive: true });
  for (const part of ['src', 'package.json', 'tsconfig.build.json', 'README.md', 'LICENSE']) {
    await cp(join(repository, 'packages/saga-core', part), join(copy, part), { recursive: true });
  }
  await cp(join(repository, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'));
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
  // Here lies what another package needs in another version.
  const own = join(repository, 'packages/saga-core/node_modules');
  if (existsSync(own)) await symlink(own, join(copy, 'node_modules'));
  await run(process.execPath, [join(repository, 'tools/scripts/build-package.ts')], { cwd: copy });
  await run('npm', ['pack', '--silent'], { cwd: copy });
  const packed = (await readdir(copy)).find((name) => name.endsWith('.tgz'));
  if (packed === undefined) throw new Error('npm pack left no packed file behind.');
  return join(copy, packed);
}
