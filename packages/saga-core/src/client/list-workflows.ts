import type { Client } from '@temporalio/client';
import { statusAttribute } from '../protocol/names.ts';
import { rfc3339 } from './history/history-event.ts';

/** A workflow as Temporal's visibility has it. */
export interface ListedWorkflow {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
  /** Temporal's WorkflowExecutionStatus. */
  readonly status: number;
  readonly startedAt: string;
  readonly closedAt?: string;
  readonly parentId?: string;
  readonly memoFields: readonly string[];
  /** The value of the search attribute `SagaStatus`, if it has one. */
  readonly sagaStatus?: string;
}

/**
 * Lists workflows without decoding anything of them. The SDK's own list decodes each memo, and ends at the first one that it
 * has no codec for; one saga that can't be read must not hide the others. Each page may take `within` milliseconds, if given.
 */
export async function* listWorkflows(
  client: Client,
  query: string,
  within?: number,
): AsyncGenerator<ListedWorkflow, void, void> {
  let nextPageToken: Uint8Array | undefined;
  do {
    const request = {
      namespace: client.options.namespace,
      query,
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    };
    const ask = () => client.workflowService.listWorkflowExecutions(request);
    const page = await (within === undefined ? ask() : client.withDeadline(Date.now() + within, ask));
    for (const info of page.executions ?? []) {
      const closedAt = rfc3339(info.closeTime);
      const sagaStatus = keywordOf(info.searchAttributes?.indexedFields?.[statusAttribute]?.data);
      const parentId = info.parentExecution?.workflowId;
      yield {
        workflowId: info.execution?.workflowId ?? '',
        runId: info.execution?.runId ?? '',
        type: info.type?.name ?? '',
        status: info.status ?? 0,
        startedAt: rfc3339(info.startTime) ?? '',
        memoFields: Object.keys(info.memo?.fields ?? {}),
        ...(closedAt === undefined ? {} : { closedAt }),
        ...(parentId ? { parentId } : {}),
        ...(sagaStatus === undefined ? {} : { sagaStatus }),
      };
    }
    nextPageToken = page.nextPageToken?.length ? page.nextPageToken : undefined;
  } while (nextPageToken !== undefined);
}

// Search attributes are JSON, and never pass through a codec.
function keywordOf(data: Uint8Array | null | undefined): string | undefined {
  if (!data?.length) return undefined;
  const value: unknown = JSON.parse(new TextDecoder().decode(data));
  const keyword: unknown = Array.isArray(value) ? value[0] : value;
  return typeof keyword === 'string' ? keyword : undefined;
}
