import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { sleep, upsertSearchAttributes } from '@temporalio/workflow';
import type { SagaStatus } from '../engine/saga-status.ts';
import { statusAttribute } from '../protocol/names.ts';

const key = defineSearchAttributeKey(statusAttribute, SearchAttributeType.KEYWORD);

/**
 * Writes a saga's status where Temporal's list can find it. In a workflow task of its own, one that has nothing else to send:
 * a namespace that does not take the attribute fails the whole task, and no undo may be in it.
 */
export async function publishStatus(current: () => SagaStatus): Promise<void> {
  await sleep(1, { summary: statusAttribute });
  upsertSearchAttributes([{ key, value: current() }]);
}
