import { join } from 'node:path';
import { runBriefly } from '../run-briefly.ts';
import { runToEnd } from '../run-to-end.ts';
import { temporalCliVersion } from './cli-cache.ts';
import { elapsed } from './elapsed.ts';
import { canBuildTemporal, parseGoVersion } from './go-version.ts';
import { installOnce } from './install-once.ts';

const module = `github.com/temporalio/cli/cmd/temporal@v${temporalCliVersion}`;

/** What Go reports of the version that is built, roughly, with nothing of it in Go's caches. */
const packagesInAll = 1360;

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
    onProgress("Temporal: built. Go's own caches stay, for its next build; go clean -cache -modcache frees them");
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
  const began = Date.now();
  let packages = 0;
  const report = () =>
    onProgress(
      `Temporal: building ${temporalCliVersion} with go install, once, about 6 minutes on 2 cores: ${elapsed(began)}, ${packages} of about ${packagesInAll} packages compiled`,
    );
  report();
  const ticking = setInterval(report, 1_000);
  try {
    await runToEnd('go', ['install', '-v', module], {
      // GOTMPDIR: what a killed build leaves goes with the folder.
      env: { ...process.env, GOBIN: folder, GOTMPDIR: folder, GOOS: undefined, GOARCH: undefined },
      signal,
      onLine: () => {
        packages += 1;
      },
    });
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`go install failed after ${elapsed(began)}: ${reason}`, { cause: error });
  } finally {
    clearInterval(ticking);
  }
}
