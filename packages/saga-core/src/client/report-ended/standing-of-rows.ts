import {
  type Client,
  isGrpcServiceError,
  type WorkflowExecutionDescription,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { standingOf } from '../orphans/broken-off.ts';
import { sagaOf } from '../saga-ids.ts';

/** Whether the rows that participants have of a saga are still needed. */
export type StandingOfRows =
  /** Nothing of it has been sent since `at`, and nothing will be. */
  | { readonly kind: 'ended'; readonly at: Date }
  /** It, its unwinding, or a saga that may yet undo it, is under way. */
  | { readonly kind: 'open' }
  /** It, or a saga that may have to undo it, was broken off and has not been unwound. */
  | { readonly kind: 'brokenOff' }
  /** Temporal does not know it, or a saga that may have to undo it. */
  | { readonly kind: 'unknown' };

/** Finds out whether a saga may still send calls, those that undo it from outside included. */
export async function standingOfRows(client: Client, id: string): Promise<StandingOfRows> {
  const workflow = await describe(client, id);
  if (workflow === undefined) return { kind: 'unknown' };
  const parentId = sagaOf(workflow.parentExecution?.workflowId ?? '');
  const isChild = parentId !== '' && id.startsWith(`${parentId}/`);
  // What completed and is nobody's child is undone by nobody. It is by far the most frequent, and this the cheapest way.
  const own =
    workflow.status.name === 'COMPLETED' && !isChild ? endOf(workflow) : await standingWithUnwinding(client, id);
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

function endOf({ closeTime }: WorkflowExecutionDescription): StandingOfRows {
  return closeTime === undefined ? { kind: 'open' } : { kind: 'ended', at: closeTime };
}

async function describe(client: Client, id: string): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.workflow.getHandle(id).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    // INVALID_ARGUMENT: what can't be a workflow's id is none that Temporal knows.
    if (isGrpcServiceError(error) && (error.code === 5 || error.code === 3)) return undefined;
    throw error;
  }
}
