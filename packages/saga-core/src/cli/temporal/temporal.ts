import type { Client, Connection, ConnectionOptions } from '@temporalio/client';
import type { SagaClient } from '../../client/saga-client.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { importPackage } from '../import-package.ts';
import { leave } from '../leave.ts';
import type { ConnectionChoice } from './connection-options.ts';

/** Temporal, as a command reaches it. */
export interface Temporal {
  readonly client: Client;
  /** Its sagas. Those that it starts, which only unwinding does, go to `taskQueue`. */
  readonly sagas: (taskQueue?: string) => SagaClient;
}

/**
 * Connects, does a task, and closes the connection again, so that the process can end.
 *
 * @throws {@link CliError} when the settings can't be read or no Temporal answers
 */
export async function withTemporal<Result>(
  choice: ConnectionChoice,
  task: (temporal: Temporal) => Promise<Result>,
): Promise<Result> {
  const [{ Client, Connection }, { SagaClient }, plugins] = await Promise.all([
    importPackage('@temporalio/client', () => import('@temporalio/client')),
    import('../../client/saga-client.ts'),
    encryption(),
  ]);
  const { connectionOptions, namespace } = await readSettings(choice);
  const connection = await connect(Connection, { ...connectionOptions, connectTimeout: choice.within });
  const interrupt = () => leave(exitCodes.interrupted);
  process.once('SIGINT', interrupt);
  try {
    const client = new Client({ connection, namespace, plugins });
    return await task({
      client,
      sagas: (taskQueue = '') => new SagaClient({ client, taskQueue, within: choice.within }),
    });
  } finally {
    process.off('SIGINT', interrupt);
    await connection.close();
  }
}

interface Settings {
  readonly connectionOptions: ConnectionOptions;
  readonly namespace: string;
}

async function readSettings({ address, namespace, profile }: ConnectionChoice): Promise<Settings> {
  const { loadClientConnectConfig } = await importPackage(
    '@temporalio/envconfig',
    () => import('@temporalio/envconfig'),
  );
  // An empty variable is one that is not set, as for the workers.
  const set = Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : []));
  try {
    const read = loadClientConnectConfig({
      overrideEnvVars: {
        ...Object.fromEntries(set),
        ...(address === undefined ? {} : { TEMPORAL_ADDRESS: address }),
        ...(namespace === undefined ? {} : { TEMPORAL_NAMESPACE: namespace }),
      },
      ...(profile === undefined ? {} : { profile }),
    });
    return {
      connectionOptions: { ...read.connectionOptions, address: read.connectionOptions.address || '127.0.0.1:7233' },
      namespace: read.namespace || 'default',
    };
  } catch (error) {
    throw new CliError(
      'TEMPORAL_SETTINGS',
      `The settings for Temporal can't be read: ${reason(error)}. Mend the options, the TEMPORAL_* variables or the profile.`,
      { cause: error },
    );
  }
}

async function connect(connections: typeof Connection, options: ConnectionOptions): Promise<Connection> {
  try {
    return await connections.connect(options);
  } catch (error) {
    throw new CliError(
      'TEMPORAL_UNREACHABLE',
      `No Temporal answers at ${options.address} (${reason(error)}). Give --address, or set TEMPORAL_ADDRESS.`,
      { exitCode: exitCodes.unavailable, cause: error },
    );
  }
}

async function encryption() {
  const keys = process.env.PAYLOAD_ENCRYPTION_KEYS;
  if (!keys) return [];
  const [{ payloadEncryption }, { readEncryptionKeys }] = await Promise.all([
    import('../../encryption/payload-encryption.ts'),
    import('../../encryption/read-encryption-keys.ts'),
  ]);
  return [payloadEncryption({ keys: readEncryptionKeys(keys) })];
}

function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').replace(/\.$/, '');
}
