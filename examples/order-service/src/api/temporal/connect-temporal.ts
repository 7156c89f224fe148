import { StartError } from '@saga/process';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { type EncryptionKeys, payloadEncryption } from 'saga-core/encryption';

/**
 * A client of Temporal as `TEMPORAL_*` (or the file that `TEMPORAL_CONFIG_FILE` names) says. It connects with the first
 * question, and again by itself, so the API starts and serves what it knows while Temporal is away. With keys it encrypts what it
 * hands to Temporal.
 *
 * @throws StartError `TEMPORAL_CONFIGURATION` when these settings can't be read.
 */
export function temporalClient(keys?: EncryptionKeys): { readonly client: Client; readonly connection: Connection } {
  const { connectionOptions, namespace } = settings();
  const connection = Connection.lazy({ connectTimeout: 2_000, channelArgs: soonBack, ...connectionOptions });
  const plugins = keys === undefined ? [] : [payloadEncryption({ keys })];
  return { client: new Client({ connection, plugins, ...(namespace !== undefined && { namespace }) }), connection };
}

/** gRPC waits up to two minutes between two tries to connect; orders that were kept should start soon after Temporal is back. */
const soonBack = { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 1_000 };

function settings() {
  try {
    return loadClientConnectConfig();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(
      'TEMPORAL_CONFIGURATION',
      `The TEMPORAL_* settings cannot be read: ${message.replaceAll('\n', ' ')}. Correct them, or leave them out for 127.0.0.1:7233.`,
      { cause },
    );
  }
}
