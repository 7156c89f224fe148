import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import getPort from 'get-port';
import { LocalStackError } from '../local-stack-error.ts';
import { buildWithGo } from '../temporal/build-with-go.ts';
import { devServerArguments } from '../temporal/dev-server-arguments.ts';
import { downloadWithSdk } from '../temporal/download-with-sdk.ts';
import { findTemporal } from '../temporal/find-temporal.ts';
import { temporalAnswers } from '../temporal/temporal-answers.ts';
import { describeTemporalSource, type TemporalSource } from '../temporal/temporal-source.ts';
import type { KeeperContext } from './keeper-context.ts';
import { KeptProcess } from './kept-process.ts';
import { ServerLog } from './server-log.ts';
import { spawnServer } from './spawn-server.ts';
import { startOnFreePort } from './start-on-free-port.ts';

export interface KeptTemporal {
  readonly source: TemporalSource;
  readonly address: string;
  /** Undefined: somebody else's server. */
  readonly process: KeptProcess | undefined;
}

/** Finds Temporal and starts it, unless it runs somewhere already. */
export async function keepTemporal(context: KeeperContext): Promise<KeptTemporal> {
  const { folder, emit, signal } = context;
  const onProgress = (text: string) => emit({ event: 'progress', text });
  const source = await findTemporal({
    environment: process.env,
    onProgress,
    signal,
    download: (target) => downloadWithSdk({ target, onProgress, signal }),
    build: (target) => buildWithGo({ target, onProgress, signal }),
  });
  onProgress(describeTemporalSource(source));
  if (source.way === 'TEMPORAL_ADDRESS') return { source, address: source.address, process: undefined };

  const home = folder.file('temporal');
  await mkdir(home, { recursive: true, mode: 0o700 });
  const log = new ServerLog(folder.file('temporal.log'));
  await log.rotate();
  const { temporalPort, temporalStorage, temporalUi, temporalDynamicConfig } = context.request;
  return await startOnFreePort('temporal', temporalPort, onProgress, async (port) => {
    const uiPort = temporalUi ? await getPort({ port: port + 1_000 }) : undefined;
    const databaseFile = temporalStorage === 'file' ? join(home, 'temporal.db') : undefined;
    const address = `127.0.0.1:${port}`;
    const kept = new KeptProcess({
      part: 'temporal',
      port,
      launch: () =>
        spawnServer({
          executable: source.executable,
          arguments: devServerArguments({ port, databaseFile, uiPort, dynamicConfig: temporalDynamicConfig }),
          cwd: home,
          log,
        }),
      isReady: () => temporalAnswers(address, 'default'),
      lastWords: () => log.lastWords(),
      // A graceful stop takes a second or two, which saves nothing where workflows end with the server.
      stopSignal: temporalStorage === 'memory' ? 'SIGKILL' : 'SIGTERM',
      emit,
      onPidChange: context.onPidChange,
    });
    context.own(kept);
    try {
      await kept.start();
    } catch (error) {
      throw new LocalStackError('TEMPORAL_NOT_STARTED', `${(error as Error).message} Its log was ${log.file}.`, {
        cause: error,
      });
    }
    if (uiPort !== undefined) onProgress(`Temporal: its UI is at http://127.0.0.1:${uiPort}`);
    return { source, address, process: kept };
  });
}
