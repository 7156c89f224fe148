import { type ListedSaga, type SagaClient, StatusAttributeMissingError } from 'saga-core/client';
import type { ListQuery } from '../api/read-list-query.ts';
import type { SagaList } from '../browser/wire.ts';
import { findById } from './find-by-id.ts';
import { askOpenSagas } from './open-sagas.ts';

const pageSize = 25;
/** So many sagas are looked through for one page. Beyond, a narrower question finds more than patience does. */
const farthest = 500;
/** So many parked sagas come before all others. */
const mostParked = 100;

/** One page of sagas, those that wait for a person first, the others newest first. */
export async function listPage(client: SagaClient, query: ListQuery): Promise<SagaList> {
  const { offset, search } = query;
  const { found, note } = await sourceOf(client, query);
  const items: ListedSaga[] = [];
  let [seen, fitting] = [0, 0];
  let isCutOff = false;
  let hasMore = false;
  for await (const saga of found) {
    if (seen++ >= farthest) {
      isCutOff = true;
      break;
    }
    if (!fits(saga, search) || fitting++ < offset) continue;
    hasMore = items.length === pageSize;
    if (hasMore) break;
    items.push(saga);
  }
  const byId = search === undefined || offset > 0 ? undefined : await findById(client, search, items);
  const notes = [note, isCutOff ? cutOff(search) : undefined].filter((text) => text !== undefined);
  return {
    items: byId === undefined ? items : [byId, ...items],
    ...(hasMore && { next: offset + pageSize }),
    ...(notes.length > 0 && { note: notes.join(' ') }),
  };
}

interface Source {
  readonly found: AsyncIterable<ListedSaga> | Iterable<ListedSaga>;
  readonly note?: string;
}

async function sourceOf(client: SagaClient, { status, saga }: ListQuery): Promise<Source> {
  const named = saga === undefined ? {} : { saga };
  const isTrouble = status === 'needsAttention' || status === 'compensating';
  if (status !== undefined && !isTrouble) return { found: client.list({ ...named, status }) };
  try {
    const parked = await taken(
      client.list({ ...named, status: status ?? 'needsAttention' }),
      isTrouble ? farthest + 1 : mostParked,
    );
    return { found: isTrouble ? parked : parkedFirst(parked, client.list(named)) };
  } catch (error) {
    if (!(error instanceof StatusAttributeMissingError)) throw error;
    const { asked, note } = await askOpenSagas(client, named);
    const wanted = asked.filter((each) => each.status === (status ?? 'needsAttention'));
    return { found: isTrouble ? wanted : parkedFirst(wanted, withOwnStatus(client.list(named), asked)), note };
  }
}

async function* parkedFirst(parked: readonly ListedSaga[], all: AsyncIterable<ListedSaga>) {
  yield* parked;
  const told = new Set(parked.map(({ runId }) => runId));
  for await (const saga of all) if (!told.has(saga.runId)) yield saga;
}

async function* withOwnStatus(all: AsyncIterable<ListedSaga>, asked: readonly ListedSaga[]) {
  const own = new Map(asked.map((saga) => [saga.runId, saga]));
  for await (const saga of all) yield own.get(saga.runId) ?? saga;
}

async function taken(sagas: AsyncIterable<ListedSaga>, most: number): Promise<readonly ListedSaga[]> {
  const first: ListedSaga[] = [];
  for await (const saga of sagas) if (first.push(saga) >= most) break;
  return first;
}

function fits({ id, saga }: ListedSaga, search: string | undefined): boolean {
  if (search === undefined) return true;
  const part = search.toLowerCase();
  return id.toLowerCase().includes(part) || saga.toLowerCase().includes(part);
}

function cutOff(search: string | undefined): string {
  return search === undefined
    ? `The list ends here, after ${farthest} sagas: choose a status or a saga's name, or search for an id.`
    : `Only the first ${farthest} sagas were looked through; a whole id is found however old it is.`;
}
