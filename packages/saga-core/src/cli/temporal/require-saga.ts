import type { Client } from '@temporalio/client';
import type { SagaHandle } from '../../client/saga-handle.ts';
import { fingerprintMemo } from '../../protocol/names.ts';
import { CliError } from '../cli-error.ts';
import type { Temporal } from './temporal.ts';

/**
 * The saga of this id. A namespace may hold other workflows too, and Temporal cancels whatever it is told to: a saga is known by
 * what every saga is started with, or by telling its status as a saga does.
 *
 * @throws {@link CliError} `NOT_A_SAGA`
 * @throws SagaNotFoundError when Temporal knows no workflow of this id
 */
export async function requireSaga({ client, sagas }: Temporal, id: string): Promise<SagaHandle<unknown>> {
  const saga = sagas().handle(id);
  if ((await memoFields(client, id)).includes(fingerprintMemo)) return saga;
  try {
    const { status, steps } = await saga.status();
    if (typeof status === 'string' && Array.isArray(steps)) return saga;
  } catch (error) {
    const isOther = error instanceof TypeError || (error instanceof Error && error.name === 'QueryNotRegisteredError');
    if (!isOther) throw error;
  }
  throw new CliError(
    'NOT_A_SAGA',
    `Workflow '${id}' is no saga, and nothing was done to it. Look at the id: saga list shows the sagas.`,
  );
}

// Their names only, since what is in them may be encrypted. What goes wrong here the status then tells.
async function memoFields(client: Client, id: string): Promise<readonly string[]> {
  try {
    const { raw } = await client.workflow.getHandle(id).describe();
    return Object.keys(raw.workflowExecutionInfo?.memo?.fields ?? {});
  } catch {
    return [];
  }
}
