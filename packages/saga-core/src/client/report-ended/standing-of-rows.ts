import type { Client } from '@temporalio/client';
import { rfc3339 } from '../history/history-event.ts';
import { standingOf } from '../orphans/broken-off.ts';
import { sagaOf } from '../saga-ids.ts';
import { grpcCodeOf } from './grpc-code.ts';

/** Of gRPC's codes. */
const [invalidArgument, notFound] = [3, 5];

/** Temporal's WORKFLOW_EXECUTION_STATUS_COMPLETED. */
const completed = 2;

/** Whether the rows that participants have of a saga are still needed. */
export type StandingOfRows =
  /** Nothing of it has been sent since `at`, and nothing will be. */
  | { readonly kind: 'ended'; readonly at: Date }
  /** It, its unwinding, or a saga that may yet undo it, is under way. */
  | { readonly kind: 'open' }
  /** It, or a saga that may have to undo it, was broken off and has not been unwound. */
  | { readonly kind: 'brokenOff' }
  /** Temporal does not know it, or a saga that may have to undo it; or this client can't read what Temporal has. */
  | { readonly kind: 'unknown' };

/** Finds out whether a saga may still send calls, those that undo it from outside included. */
export async function standingOfRows(client: Client, id: string): Promise<StandingOfRows> {
  const workflow = await describe(client, id);
  if (workflow === undefined) return { kind: 'unknown' };
  const { parentId } = workflow;
  const isChild = parentId !== '' && id.startsWith(`${parentId}/`);
  // What completed and is nobody's child is undone by nobody. It is by far the most frequent, and this the cheapest way.
  const own = workflow.isCompleted && !isChild ? endOf(workflow) : await standingWithUnwinding(client, id);
  if (own.kind !== 'ended' || !isChild) return own;
  const parent = await standingOfRows(client, parentId);
  return parent.kind === 'ended' && parent.at < own.at ? own : parent;
}

async function standingWithUnwinding(client: Client, id: string): Promise<StandingOfRows> {
  const standing = await standingOf(client, id);
  switch (standing.kind) {
    case 'unknown':
    case 'brokenOff':
      return { kind: standing.kind };
    case 'open':
    case 'unwinding':
      return { kind: 'open' };
    default: {
      const last = await describe(client, standing.run.workflowId);
      return last === undefined ? { kind: 'unknown' } : endOf(last);
    }
  }
}

function endOf({ closedAt }: Described): StandingOfRows {
  return closedAt === undefined ? { kind: 'open' } : { kind: 'ended', at: closedAt };
}

interface Described {
  readonly isCompleted: boolean;
  readonly closedAt?: Date;
  readonly parentId: string;
}

// Not by the SDK's own description, which decodes the memo: nothing that is asked for here is ever encoded.
async function describe({ options, workflowService }: Client, workflowId: string): Promise<Described | undefined> {
  try {
    const { namespace } = options;
    const { workflowExecutionInfo: info } = await workflowService.describeWorkflowExecution({
      namespace,
      execution: { workflowId },
    });
    const closedAt = rfc3339(info?.closeTime);
    return {
      isCompleted: info?.status === completed,
      ...(closedAt !== undefined && { closedAt: new Date(closedAt) }),
      parentId: sagaOf(info?.parentExecution?.workflowId ?? ''),
    };
  } catch (error) {
    // What can't be a workflow's id is none that Temporal knows.
    if ([notFound, invalidArgument].includes(grpcCodeOf(error) ?? 0)) return undefined;
    throw error;
  }
}
