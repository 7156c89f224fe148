// Keeps a Restate server: a process of its own, so that the server ends when the harness does, however that ends.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serveRequests } from '../../processes/serve-requests.ts';
import type { RestateServerApi } from './restate-server-api.ts';

const readyWithinMs = 30_000;
let server: ChildProcess | undefined;
let dataFolder: string | undefined;

/** The server's own executable, as the npm package has it for this platform. */
function executable(): string {
  const require = createRequire(import.meta.resolve('@restatedev/restate-server/package.json'));
  try {
    return require.resolve(`@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`);
  } catch {
    throw new Error(`Restate has no server in npm for ${process.platform} on ${process.arch}.`);
  }
}

async function start(folder: string) {
  dataFolder = await mkdtemp(join(folder, 'restate-'));
  const path = executable();
  const version = (await promisify(execFile)(path, ['--version'])).stdout.trim();
  const [fabric, ingress, admin] = await freePorts(3);
  const ingressUrl = `http://127.0.0.1:${ingress}`;
  const adminUrl = `http://127.0.0.1:${admin}`;
  const said: string[] = [];
  server = spawn(path, ['--no-logo', '--listen-mode', 'tcp', '--bind-ip', '127.0.0.1', '--base-dir', dataFolder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      TMPDIR: dataFolder, // It leaves folders there when it is killed.
      RESTATE_DISABLE_TELEMETRY: 'true',
      DO_NOT_TRACK: '1',
      RESTATE_LOG_FILTER: 'error',
      RESTATE_BIND_PORT: String(fabric),
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      // As the other rows' servers are set: what was written survives a killed process, not a power cut.
      RESTATE_LOG_SERVER__ROCKSDB_DISABLE_WAL_FSYNC: 'true',
      RESTATE_BIFROST__LOCAL__ROCKSDB_DISABLE_WAL_FSYNC: 'true',
    },
  });
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said.push(chunk.toString());
      if (said.length > 20) said.shift();
    });
  }
  const ended = once(server, 'exit').then(([code, signal]) => {
    throw new Error(`The Restate server ended (${signal ?? `exit code ${code}`}). It said: ${said.join('')}`);
  });
  ended.catch(() => undefined);
  await Promise.race([untilReady([`${ingressUrl}/restate/health`, `${adminUrl}/health`], said), ended]);
  return { pid: server.pid ?? 0, version, ingressUrl, adminUrl };
}

async function untilReady(urls: readonly string[], said: readonly string[]): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  for (const url of urls) {
    while (!(await answers(url))) {
      if (Date.now() > deadline)
        throw new Error(`The Restate server is not ready after ${readyWithinMs} ms. It said: ${said.join('')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}

/** Ports that nobody listens on now. */
async function freePorts(count: number): Promise<readonly number[]> {
  const listeners = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(listeners.map((listener) => once(listener, 'listening')));
  const ports = listeners.map((listener) => (listener.address() as AddressInfo).port);
  await Promise.all(listeners.map((listener) => once(listener.close(), 'close')));
  return ports;
}

serveRequests<RestateServerApi>({ start }, async () => {
  if (server !== undefined && server.exitCode === null && server.signalCode === null) {
    // Its data is thrown away: nothing is gained by letting it shut down in order, which takes it seconds.
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
  if (dataFolder !== undefined) await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
});
