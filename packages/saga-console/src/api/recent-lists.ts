import type { SagaClient } from 'saga-core/client';
import type { SagaList } from '../browser/wire.ts';
import { listPage } from '../sagas/list-page.ts';
import type { ListQuery } from './read-list-query.ts';

/** Milliseconds for which an answer serves everybody who asks the same. Visibility is seconds behind in any case. */
const freshFor = 1_500;

/** Lists sagas for all pages that are open: those that ask the same at about the same time share one answer, whoever is first. */
export class RecentLists {
  readonly #client: SagaClient;
  readonly #recent = new Map<string, Promise<SagaList>>();

  constructor(client: SagaClient) {
    this.#client = client;
  }

  list(query: ListQuery): Promise<SagaList> {
    const key = JSON.stringify([query.status, query.saga, query.search, query.offset]);
    const recent = this.#recent.get(key);
    if (recent !== undefined) return recent;
    const asked = listPage(this.#client, query);
    this.#recent.set(key, asked);
    const forget = () => setTimeout(() => this.#recent.delete(key), freshFor).unref();
    asked.then(forget, () => this.#recent.delete(key));
    return asked;
  }
}
