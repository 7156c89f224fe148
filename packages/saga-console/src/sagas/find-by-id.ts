import {
  type ListedSaga,
  type ListedStatus,
  type SagaClient,
  SagaNotFoundError,
  type SagaTimeline,
} from 'saga-core/client';
import type { SagaSnapshot } from '../browser/wire.ts';
import { canBeId } from './can-be-id.ts';
import { readSnapshot } from './read-snapshot.ts';

/** The saga whose whole id was searched for, unless it is in the list already. It may be older than what the list looks through. */
export async function findById(
  client: SagaClient,
  id: string,
  listed: readonly ListedSaga[],
): Promise<ListedSaga | undefined> {
  if (listed.some((saga) => saga.id === id) || !canBeId(id)) return undefined;
  try {
    return listedSaga(await readSnapshot(client.handle(id)));
  } catch (error) {
    if (error instanceof SagaNotFoundError) return undefined;
    throw error;
  }
}

function listedSaga({ id, view, timeline }: SagaSnapshot): ListedSaga {
  const closedAt = endOf(timeline)?.at;
  return {
    id,
    runId: timeline.runIds.at(-1) ?? '',
    // Its history does not tell it.
    saga: '',
    status: statusOf(timeline) ?? view?.status ?? 'running',
    startedAt: timeline.entries[0]?.at ?? '',
    ...(closedAt !== undefined && { closedAt }),
  };
}

function statusOf(timeline: SagaTimeline): ListedStatus | undefined {
  return endOf(timeline)?.as;
}

function endOf({ entries }: SagaTimeline) {
  const last = entries.at(-1);
  return last?.kind === 'ended' ? last : undefined;
}
