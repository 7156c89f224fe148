import { printProgress, startLocalStack } from '@saga/local-stack';
import { demoEnvironment } from '../../src/demo/demo-environment.ts';
import type { OwnedProcess } from '../../src/start/owned-process.ts';
import { startEverything } from '../../src/start/start-everything.ts';

/** An order API with all that is behind it, to be treated badly. */
export interface ApiUnderTest {
  readonly url: string;
  /** What only who started it has. */
  readonly own?: {
    /** Lines that the API has logged so far; what others logged may be among them. */
    readonly log: readonly string[];
    readonly api: OwnedProcess;
    readonly payment: OwnedProcess;
  };
  stop(): Promise<void>;
}

/** No limits on how much is asked: a busy machine has less room. */
export const underTestEnvironment = {
  RATE_LIMIT_PER_TOKEN: '0',
  RATE_LIMIT_PER_ADDRESS: '0',
  MAX_EVENT_LOOP_DELAY_MS: '0',
} as const;

/** And sagas that soon give up on what does not answer, so that some can be parked. */
export const impatientEnvironment = { ...underTestEnvironment, SAGA_TIMEOUT_SCALE: '0.1' } as const;

/** Starts one on a temporary Temporal and Postgres, or takes the one that runs at `url`, and tells of it on stderr. */
export async function openApiUnderTest(
  url: string | undefined,
  signal: AbortSignal,
  settings: Readonly<Record<string, string>> = underTestEnvironment,
): Promise<ApiUnderTest> {
  if (url !== undefined) return { url, stop: async () => undefined };
  const progress = printProgress(process.stderr);
  const environment = { ...demoEnvironment(process.env), ...settings };
  const stack = await startLocalStack({ environment, onProgress: progress.show, signal });
  const log: string[] = [];
  try {
    progress.show('Starting the services, a worker and the API…');
    const system = await startEverything({
      environment,
      stack: stack.env,
      portOf: () => 'free',
      onLog: (name, line) => {
        if (name === 'api') log.push(line);
      },
      onSaid: progress.show,
      signal,
    });
    return {
      url: system.url('api'),
      own: { log, api: system.process('api'), payment: system.process('payment') },
      stop: async () => {
        await system.stop();
        await stack.stop();
      },
    };
  } catch (error) {
    await stack.stop();
    throw error;
  } finally {
    progress.end();
  }
}
