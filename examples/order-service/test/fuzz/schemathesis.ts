import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '../../src/start/process-name.ts';

const requirements = join(import.meta.dirname, 'requirements.txt');
const run = promisify(execFile);

/** Where schemathesis is; or why there is none here, and what to do. */
export type Schemathesis = { readonly program: string } | { readonly missing: string };

/** Finds schemathesis in the exact version that is asked for, or installs it into node_modules/.cache. */
export async function findSchemathesis(onProgress: (text: string) => void): Promise<Schemathesis> {
  const version = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  const folder = join(projectFolder, 'node_modules', '.cache', `schemathesis-${version}`);
  const program = join(folder, 'bin', 'schemathesis');
  if (await works(program)) return { program };
  onProgress('Installing schemathesis, which takes some seconds and is done once…');
  await mkdir(join(folder, '..'), { recursive: true });
  try {
    await run('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']);
  } catch {
    return {
      missing:
        'there is no python3 of 3.10 or newer. Install it, for example with "apt-get install -y python3 python3-venv" as root.',
    };
  }
  const python = join(folder, 'bin', 'python');
  try {
    await rm(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', folder]);
  } catch {
    await rm(folder, { recursive: true, force: true });
    return {
      missing: 'python3 makes no virtual environment. Install "apt-get install -y python3-venv" as root.',
    };
  }
  try {
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements], {
      timeout: 300_000,
    });
  } catch {
    await rm(folder, { recursive: true, force: true });
    return {
      missing: `schemathesis cannot be installed: the Python package index is not reached. Where it is, this shows what is wrong: python3 -m pip download --no-deps -d /tmp -r ${requirements}`,
    };
  }
  return (await works(program))
    ? { program }
    : { missing: `${program} does not run. Remove ${folder}, and try again.` };
}

async function works(program: string): Promise<boolean> {
  try {
    await access(program);
    await run(program, ['--version'], { timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
}
