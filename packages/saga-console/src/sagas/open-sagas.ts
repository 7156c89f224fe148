import { type ListedSaga, type ListOptions, type SagaClient, SagaError } from 'saga-core/client';
import { statusAttributeName } from '../browser/wire.ts';
import { requireSagaWorkflow } from './require-saga-workflow.ts';

/** So many open sagas are asked, the newest first, so many at the same time; each for so many milliseconds, and none any more after all. */
const most = { asked: 100, atOnce: 10, each: 1_500, all: 4_000 };

/**
 * Open sagas with the status that each gives itself. Where the namespace does not know the search attribute, nobody else knows which
 * of them wait for a person.
 */
export async function askOpenSagas(
  client: SagaClient,
  named: Pick<ListOptions, 'saga'>,
): Promise<{ readonly asked: readonly ListedSaga[]; readonly note: string }> {
  const open: ListedSaga[] = [];
  for await (const saga of client.list({ ...named, status: 'running' })) if (open.push(saga) >= most.asked) break;
  const asked: ListedSaga[] = [];
  let silent = 0;
  const waiting = [...open];
  const until = Date.now() + most.all;
  const askOn = async () => {
    for (let saga = waiting.shift(); saga !== undefined; saga = waiting.shift()) {
      // Many may be silent, as those of one worker that is away are.
      const own = Date.now() < until ? await ownStatus(client, saga) : undefined;
      if (own === undefined) silent += 1;
      else asked.push(own);
    }
  };
  await Promise.all(Array.from({ length: most.atOnce }, askOn));
  const newest = new Map(open.map(({ runId }, place) => [runId, place]));
  asked.sort((one, other) => (newest.get(one.runId) ?? 0) - (newest.get(other.runId) ?? 0));
  return { asked, note: noteOf(open.length, silent) };
}

async function ownStatus(client: SagaClient, saga: ListedSaga): Promise<ListedSaga | undefined> {
  try {
    const { status } = await requireSagaWorkflow(client.handle(saga.id), most.each);
    return { ...saga, status };
  } catch (error) {
    // It counts as silent, and the note says how many were.
    if (error instanceof SagaError) return undefined;
    throw error;
  }
}

function noteOf(open: number, silent: number): string {
  const asked = open >= most.asked ? `the ${most.asked} newest open sagas were asked` : 'each open saga was asked';
  const unheard = silent === 0 ? '' : ` ${silent} of them gave no answer.`;
  return `This namespace does not know the search attribute ${statusAttributeName}, so ${asked} for its status one by one.${unheard} Register it (docs/errors/STATUS_ATTRIBUTE_MISSING.md), and sagas that start after that are found however many there are.`;
}
