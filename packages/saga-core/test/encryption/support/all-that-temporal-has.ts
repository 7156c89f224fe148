import type { Client } from '@temporalio/client';
import { statusQueryName } from '../../../src/protocol/names.ts';

/** How gRPC says that a time was up: `CANCELLED` when the client's was, `DEADLINE_EXCEEDED`. */
const outOfTime: readonly unknown[] = [1, 4];

/** What Temporal shows of a workflow to one who has no key: history, description, list entry and answers to queries. */
export async function allThatTemporalHas(client: Client, workflowId: string) {
  const { namespace } = client.options;
  const execution = { workflowId };
  const { history } = await client.workflowService.getWorkflowExecutionHistory({ namespace, execution });
  const description = await client.workflowService.describeWorkflowExecution({ namespace, execution });
  const query = `WorkflowId = '${workflowId}'`;
  const { executions: listed } = await client.workflowService.listWorkflowExecutions({ namespace, query });
  const answers = await Promise.all(
    [statusQueryName, '__stack_trace', '__temporal_workflow_metadata'].map((queryType) =>
      ask(client, { namespace, execution, query: { queryType } }),
    ),
  );
  return { history, description, listed, answers };
}

type Query = Parameters<Client['workflowService']['queryWorkflow']>[0];

/** Temporal's worker now and then loses one of several queries that meet a workflow which has just closed, so it is asked again. */
async function ask(client: Client, query: Query, tries = 5) {
  try {
    return await client.withDeadline(Date.now() + 5_000, () => client.workflowService.queryWorkflow(query));
  } catch (error) {
    if (tries === 1 || !outOfTime.includes((error as { code?: unknown }).code)) throw error;
    return await ask(client, query, tries - 1);
  }
}

/** Every name, text and byte in a message, bytes in Latin-1: printed as JSON they would hide in base64. */
export function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  if (message instanceof Uint8Array) return Buffer.from(message).toString('latin1');
  if (typeof message !== 'object' || message === null) return '';
  return Object.entries(message)
    .map(([name, part]) => `${name}\n${textOf(part)}`)
    .join('\n');
}

/**
 * Where a message has payloads that are not encrypted, but for two: search attributes, which Temporal searches by, and what the
 * SDK's core writes of itself into the marker of a local activity (ids, attempts, times).
 */
export function plainPayloads(message: unknown, path = ''): readonly string[] {
  if (typeof message !== 'object' || message === null || message instanceof Uint8Array) return [];
  if (/searchAttributes$|markerRecordedEventAttributes\.details\.data$/.test(path)) return [];
  const { metadata } = message as { metadata?: { encoding?: unknown } | null };
  const { encoding } = metadata ?? {};
  if (encoding instanceof Uint8Array) return textOf(encoding) === 'binary/encrypted' ? [] : [path];
  return Object.entries(message).flatMap(([name, part]) => plainPayloads(part, `${path}.${name}`));
}
