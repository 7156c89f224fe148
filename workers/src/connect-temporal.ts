import { StartError } from '@saga/process';
import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import { temporalReason } from './temporal-reason.ts';

/** A connection to Temporal, and the namespace that the environment names. */
export interface TemporalConnection {
  readonly connection: NativeConnection;
  readonly namespace: string;
}

const standardAddress = '127.0.0.1:7233';
const patienceMilliseconds = 10_000;

/**
 * Connects to the Temporal that the environment names: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, an API key, TLS and
 * profiles, as `@temporalio/envconfig` reads them.
 *
 * @throws StartError when the settings can't be read, and when no Temporal answers.
 */
export async function connectTemporal(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<TemporalConnection> {
  const { connectionOptions, namespace } = readSettings(env);
  const address = connectionOptions.address || standardAddress;
  const options = { ...connectionOptions, address };
  let timer: NodeJS.Timeout | undefined;
  const patienceEnds = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${patienceMilliseconds / 1000} s`)), patienceMilliseconds);
  });
  try {
    const connection = await Promise.race([NativeConnection.connect(options), patienceEnds]);
    return { connection, namespace: namespace || 'default' };
  } catch (error) {
    throw new StartError(
      'TEMPORAL_UNREACHABLE',
      `No Temporal answers at ${address} (${temporalReason(error)}). Start one with \`npm run start:stack\`, or set TEMPORAL_ADDRESS to the host:port of yours.`,
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
  }
}

function readSettings(env: Readonly<Record<string, string | undefined>>): ClientConnectConfig {
  const overrideEnvVars = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
  try {
    return loadClientConnectConfig({ overrideEnvVars });
  } catch (error) {
    throw new StartError(
      'TEMPORAL_SETTINGS_INVALID',
      `The settings for Temporal can't be read: ${temporalReason(error)}. Mend the TEMPORAL_* variables or the profile that they name.`,
      { cause: error },
    );
  }
}
