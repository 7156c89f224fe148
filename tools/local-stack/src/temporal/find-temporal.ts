import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { LocalStackError } from '../local-stack-error.ts';
import { runBriefly } from '../run-briefly.ts';
import { cachedExecutable } from './cli-cache.ts';
import { temporalAnswers } from './temporal-answers.ts';
import type { TemporalSource } from './temporal-source.ts';

/** Puts an executable at `target`, or throws an error that says why it could not. */
export type ObtainTemporal = (target: string) => Promise<void>;

export interface FindTemporalOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly download: ObtainTemporal;
  readonly build: ObtainTemporal;
  readonly onProgress: (text: string) => void;
  /** Aborted: nothing further is tried. */
  readonly signal: AbortSignal;
}

/**
 * The first of these that works: the server at TEMPORAL_ADDRESS; the executable of TEMPORAL_CLI_PATH, on PATH or in our
 * cache; a download; a build with Go. What was set on purpose and does not work is an error, never a reason to go on.
 *
 * @throws LocalStackError `TEMPORAL_UNREACHABLE`, `TEMPORAL_CLI_UNUSABLE`, or `TEMPORAL_NOT_FOUND` with all four ways.
 */
export async function findTemporal(options: FindTemporalOptions): Promise<TemporalSource> {
  const { environment, onProgress } = options;
  if (environment.TEMPORAL_ADDRESS) return await atAddress(environment.TEMPORAL_ADDRESS, environment);
  if (environment.TEMPORAL_CLI_PATH) return await atCliPath(environment.TEMPORAL_CLI_PATH);

  for (const executable of executablesOnPath(environment.PATH)) {
    if (!(await isExecutableFile(executable))) continue;
    const version = await versionOf(executable);
    if (version.ok) return { way: 'PATH', executable, version: version.text };
    onProgress(`Temporal: ${executable} is on PATH but does not run (${version.text}), so it is passed over`);
  }

  const cached = cachedExecutable(environment);
  if (await isExecutableFile(cached)) {
    const version = await versionOf(cached);
    if (version.ok) return { way: 'cache', executable: cached, version: version.text };
    onProgress(`Temporal: ${cached} does not run (${version.text}), so it is fetched anew`);
  }

  const failures: string[] = [];
  for (const [way, obtain] of [['download', options.download] as const, ['go install', options.build] as const]) {
    try {
      await obtain(cached);
    } catch (error) {
      if (options.signal.aborted) throw stopped(error);
      failures.push(error instanceof Error ? error.message : String(error));
      onProgress(`Temporal: no ${way} (${failures.at(-1)})`);
      continue;
    }
    const version = await versionOf(cached);
    if (version.ok) return { way, executable: cached, version: version.text };
    failures.push(`${cached} does not run: ${version.text}`);
  }
  throw noneFound(cached, failures);
}

async function atAddress(address: string, environment: NodeJS.ProcessEnv): Promise<TemporalSource> {
  const namespace = environment.TEMPORAL_NAMESPACE || 'default';
  if (await temporalAnswers(address, namespace)) return { way: 'TEMPORAL_ADDRESS', address };
  throw new LocalStackError(
    'TEMPORAL_UNREACHABLE',
    `TEMPORAL_ADDRESS is ${address}, but no Temporal server with the namespace "${namespace}" answers there. Start it, correct the address, or unset TEMPORAL_ADDRESS to have a server started.`,
  );
}

async function atCliPath(executable: string): Promise<TemporalSource> {
  const problem = (reason: string) =>
    new LocalStackError(
      'TEMPORAL_CLI_UNUSABLE',
      `TEMPORAL_CLI_PATH is ${executable}, which ${reason}. Point it at the Temporal CLI, or unset it to have one found.`,
    );
  if (!(await isExecutableFile(executable))) throw problem('is not an executable file');
  const version = await versionOf(executable);
  if (!version.ok) throw problem(`does not run as the Temporal CLI (${version.text})`);
  return { way: 'TEMPORAL_CLI_PATH', executable, version: version.text };
}

function executablesOnPath(path = ''): string[] {
  return path
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, 'temporal'));
}

async function isExecutableFile(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false; // Not there, or not ours to run: both mean "look further".
  }
}

async function versionOf(executable: string): Promise<{ ok: boolean; text: string }> {
  try {
    const text = await runBriefly(executable, ['--version']);
    return /^temporal version .*\bServer \d/.test(text)
      ? { ok: true, text }
      : { ok: false, text: `--version printed "${text.slice(0, 100)}"` };
  } catch (error) {
    return { ok: false, text: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
}

function stopped(cause: unknown): LocalStackError {
  return new LocalStackError('STOPPED', 'Told to stop while Temporal was being fetched.', { cause });
}

function noneFound(cached: string, failures: readonly string[]): LocalStackError {
  return new LocalStackError(
    'TEMPORAL_NOT_FOUND',
    `No Temporal server could be had. There are four ways, any of them will do: (1) set TEMPORAL_ADDRESS=host:port of a server that runs (it is not set); (2) install the Temporal CLI and put it on PATH or name it in TEMPORAL_CLI_PATH (none found, nor at ${cached}); (3) let it be downloaded (${failures[0]}); (4) let it be built, with Go 1.24 or later on PATH (${failures[1]}).`,
  );
}
