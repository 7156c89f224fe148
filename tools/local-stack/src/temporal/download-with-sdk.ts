import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporalCliVersion } from './cli-cache.ts';
import { downloadFailure } from './download-failure.ts';
import { elapsed } from './elapsed.ts';
import { installOnce } from './install-once.ts';

const silenceLimitMs = 20_000;

export interface DownloadWithSdkOptions {
  readonly target: string;
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * The Temporal SDK's own download of the CLI, into our cache. It runs in a process of its own, as the SDK has no way to
 * stop it, and is given up when for 20 s not one byte has come.
 */
export async function downloadWithSdk({ target, onProgress, signal }: DownloadWithSdkOptions): Promise<void> {
  await installOnce(target, onProgress, signal, async (folder) => {
    await download(folder, onProgress, signal);
    const file = (await readdir(folder))[0];
    if (file === undefined) throw new Error('the SDK downloaded nothing');
    await chmod(join(folder, file), 0o755);
    return join(folder, file);
  });
}

async function download(folder: string, onProgress: (text: string) => void, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const script = import.meta.url.endsWith('.ts') ? './download-main.ts' : './download-main.js';
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), folder, temporalCliVersion], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk}`.slice(-500);
  });
  const began = Date.now();
  let bytes = 0;
  let lastByteAt = began;
  let silent = false;
  const watch = async () => {
    const now = await sizeOf(folder);
    if (now !== bytes) lastByteAt = Date.now();
    bytes = now;
    onProgress(`Temporal: downloading ${temporalCliVersion}: ${elapsed(began)}, ${(bytes / 1_000_000).toFixed(1)} MB`);
    if (Date.now() - lastByteAt > silenceLimitMs) {
      silent = true;
      child.kill('SIGKILL');
    }
  };
  await watch();
  const watching = setInterval(() => void watch(), 1_000);
  const stop = () => child.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  try {
    const [code] = await once(child, 'close');
    signal.throwIfAborted();
    if (silent) throw new Error(`temporal.download did not answer within ${silenceLimitMs / 1_000} s`);
    if (code !== 0) throw new Error(downloadFailure(complaint));
  } finally {
    clearInterval(watching);
    signal.removeEventListener('abort', stop);
  }
}

async function sizeOf(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (file) => {
    try {
      return (await stat(join(folder, file))).size;
    } catch {
      return 0; // Renamed between the listing and the look.
    }
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
