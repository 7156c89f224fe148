import { type SagaClient, SagaUnavailableError } from 'saga-core/client';
import type { SagaList } from '../browser/wire.ts';
import { listPage } from '../sagas/list-page.ts';
import type { ListQuery } from './read-list-query.ts';

/** Milliseconds for which an answer serves everybody who asks the same. Visibility is seconds behind in any case. */
const freshFor = 1_500;
/** Milliseconds that a list may take, whatever it is waiting for: somebody looks at the page, and it asks again by itself. */
const longest = 8_000;

/** Lists sagas for all pages that are open: those that ask the same at about the same time share one answer, whoever is first. */
export class RecentLists {
  readonly #client: SagaClient;
  readonly #recent = new Map<string, Promise<SagaList>>();

  constructor(client: SagaClient) {
    this.#client = client;
  }

  /** @throws SagaUnavailableError when Temporal does not answer in time */
  list(query: ListQuery): Promise<SagaList> {
    const key = JSON.stringify([query.status, query.saga, query.search, query.offset]);
    const recent = this.#recent.get(key);
    if (recent !== undefined) return recent;
    const askedAt = Date.now();
    const asked = inTime(listPage(this.#client, query));
    this.#recent.set(key, asked);
    // What failed is asked anew at once, and what was slow is old already.
    const forget = () => this.#recent.delete(key);
    asked.then(() => setTimeout(forget, Math.max(0, askedAt + freshFor - Date.now())).unref(), forget);
    return asked;
  }
}

async function inTime(list: Promise<SagaList>): Promise<SagaList> {
  const timeUp = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeUp.reject(new SagaUnavailableError(undefined, 'be listed')), longest);
  try {
    return await Promise.race([list, timeUp.promise]);
  } finally {
    clearTimeout(timer);
  }
}
