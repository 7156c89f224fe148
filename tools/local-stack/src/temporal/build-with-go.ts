import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runBriefly } from '../run-briefly.ts';
import { temporalCliVersion } from './cli-cache.ts';
import { elapsed } from './elapsed.ts';
import { canBuildTemporal, parseGoVersion } from './go-version.ts';
import { installOnce } from './install-once.ts';

const module = `github.com/temporalio/cli/cmd/temporal@v${temporalCliVersion}`;

export interface BuildWithGoOptions {
  readonly target: string;
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
}

/** `go install` of the Temporal CLI into our cache: once, some six minutes on two cores. Throws with Go's last words. */
export async function buildWithGo({ target, onProgress, signal }: BuildWithGoOptions): Promise<void> {
  await requireGo();
  await installOnce(target, onProgress, signal, async (folder) => {
    await goInstall(folder, onProgress, signal);
    return join(folder, 'temporal');
  });
}

async function requireGo(): Promise<void> {
  let output: string;
  try {
    output = await runBriefly('go', ['version']);
  } catch {
    throw new Error('there is no Go on PATH');
  }
  const version = parseGoVersion(output);
  if (!version || !canBuildTemporal(version)) throw new Error(`Go is too old: ${output}`);
}

async function goInstall(folder: string, onProgress: (text: string) => void, signal: AbortSignal): Promise<void> {
  // A process group of its own, as go's compilers are not stopped by stopping go.
  const go = spawn('go', ['install', '-v', module], {
    env: { ...process.env, GOBIN: folder, GOOS: undefined, GOARCH: undefined },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const began = Date.now();
  let packages = 0;
  const lastLines: string[] = [];
  createInterface({ input: go.stderr }).on('line', (line) => {
    packages += 1;
    lastLines.push(line);
    if (lastLines.length > 3) lastLines.shift();
  });
  const report = () =>
    onProgress(
      `Temporal: building ${temporalCliVersion} with go install, once, about 6 minutes on 2 cores: ${elapsed(began)}, ${packages} packages compiled`,
    );
  report();
  const ticking = setInterval(report, 1_000);
  const stop = () => go.pid !== undefined && process.kill(-go.pid, 'SIGKILL');
  signal.addEventListener('abort', stop);
  try {
    const [code] = await once(go, 'close');
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`go install failed after ${elapsed(began)}: ${lastLines.join(' | ')}`);
  } finally {
    clearInterval(ticking);
    signal.removeEventListener('abort', stop);
  }
}
