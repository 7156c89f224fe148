import type { Client } from '@temporalio/client';
import { grpcCodeOf } from './grpc-code.ts';

const permissionDenied = 7;

/**
 * Makes sure that the namespace is there, and that Temporal still knows a saga when it has been closed for `quiet` milliseconds.
 * Otherwise every saga would look as if it had never been, and no row would ever go.
 *
 * @throws RangeError
 */
export async function requireRetention(client: Client, quiet: number): Promise<void> {
  const { namespace } = client.options;
  const retention = await retentionOf(client, namespace);
  if (retention === undefined || quiet < retention) return;
  throw new RangeError(
    `closedFor is ${quiet} ms, but the namespace ${namespace} forgets a saga ${retention} ms after its end. Give a shorter closedFor, or the namespace a longer retention.`,
  );
}

async function retentionOf(client: Client, namespace: string): Promise<number | undefined> {
  try {
    const { config } = await client.workflowService.describeNamespace({ namespace });
    const { seconds } = config?.workflowExecutionRetentionTtl ?? {};
    return seconds === undefined || seconds === null ? undefined : Number(seconds) * 1_000;
  } catch (error) {
    // Where it may not be read, what is past it will be told as `unknown`.
    if (grpcCodeOf(error) === permissionDenied) return undefined;
    throw error;
  }
}
