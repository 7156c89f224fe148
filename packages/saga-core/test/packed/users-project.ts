import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import workspace from '../../../../package.json' with { type: 'json' };

const run = promisify(execFile);
const lockfile = fileURLToPath(new URL('../../../../package-lock.json', import.meta.url));

/** What a user of the README installs, and what they check their types with. */
const beside = [
  '@temporalio/client',
  '@temporalio/common',
  '@temporalio/worker',
  '@temporalio/workflow',
  'typescript',
  '@types/node',
];

/** A project of someone who uses saga-core: a folder with nothing of this workspace but the packed file. */
export class UsersProject {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** `npm install`, in the versions that our own lockfile has. */
  async install(packed: string, others: readonly string[] = beside): Promise<void> {
    const { overrides } = workspace;
    await this.write('package.json', JSON.stringify({ private: true, type: 'module', overrides }));
    const { packages } = JSON.parse(await readFile(lockfile, 'utf8')) as { packages: Record<string, Locked> };
    // Of TypeScript we have two; users get the newer one.
    const versionOf = (name: string) => packages[`node_modules/${name === 'typescript' ? 'typescript-native' : name}`];
    const versions = others.map((name) => `${name}@${versionOf(name)?.version}`);
    const options = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
    await run('npm', ['install', ...options, packed, ...versions], { cwd: this.folder });
  }

  /** The file's name must be inside the folder. */
  async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.folder, name), text);
  }

  /** The type checker's complaints about the project's own files and about saga-core's types. Other packages' are theirs. */
  async typeErrors(compilerOptions: Readonly<Record<string, unknown>>): Promise<string[]> {
    await this.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const compiler = join(this.folder, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [compiler, '-p', this.folder], { cwd: this.folder }).catch(
      (error: { stdout: string }) => error,
    );
    const complaints = stdout.split('\n').filter((line) => /^\S+\(\d+,\d+\): error/.test(line));
    return complaints.filter((line) => !/^node_modules\/(?!saga-core\/)/.test(line));
  }

  /** Runs a file with plain Node, none of this workspace's conditions set. Gives what it printed. */
  async node(...parameters: readonly string[]): Promise<string> {
    const { stdout } = await run(process.execPath, parameters, { cwd: this.folder, env: environment() });
    return stdout;
  }

  /** Runs a command line of a page, such as `npx saga --help`, with what the project has installed. */
  async command(line: string): Promise<{ code: number; stdout: string; stderr: string }> {
    const [npx, program = '', ...parameters] = line.split(' ');
    if (npx !== 'npx') throw new Error(`The page has a command that is not known here: ${line}`);
    const path = join(this.folder, 'node_modules/.bin', program);
    const env = { ...environment(), PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
    return await run(path, parameters, { cwd: this.folder, env }).then(
      (said) => ({ code: 0, ...said }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  }

  /** Like `node`, in the background. */
  start(file: string, more: Readonly<Record<string, string>>): ChildProcessByStdio<null, Readable, Readable> {
    return spawn(process.execPath, [file], {
      cwd: this.folder,
      env: environment(more),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}

interface Locked {
  readonly version: string;
}

/** Without `NODE_OPTIONS` and whatever else the test run has set. */
function environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, ...more };
}
