import { useEffect, useRef, useState } from 'preact/hooks';
import type { ListedSaga } from 'saga-core/client';
import { html } from './html.ts';
import { hashOfList, hashOfSaga } from './place.ts';
import { RequestProblem, read } from './requests.ts';
import { StatusPill } from './status-pill.ts';
import { listedStatuses, type SagaList } from './wire.ts';
import { ago, clock, statusWords } from './words.ts';

interface SagaListProps {
  readonly query: URLSearchParams;
  readonly onRefused: (problem: RequestProblem) => void;
}

/** Milliseconds between two looks, while somebody can see the page. */
const lookEvery = 4_000;

/** Sagas by status, those that wait for a person first. */
export function SagaListPage({ query, onRefused }: SagaListProps) {
  const asked = query.toString();
  const [list, setList] = useState<{ readonly asked: string; readonly found: SagaList }>();
  const [problem, setProblem] = useState<RequestProblem>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = 'Sagas';
    heading.current?.focus();
  }, []);
  useEffect(() => {
    const over = new AbortController();
    void keepLooking(
      asked,
      (found) => {
        setList({ asked, found });
        setProblem(undefined);
      },
      (refused) => {
        setProblem(refused);
        onRefused(refused);
      },
      over.signal,
    );
    return () => over.abort();
  }, [asked, onRefused]);

  const at = (name: string) => query.get(name) ?? '';
  const [status, saga, search, offset] = [at('status'), at('saga'), at('search'), Number(at('offset'))];
  const found = list?.asked === asked ? list.found : undefined;
  const chip = (text: string, parameters: Readonly<Record<string, string>>, isChosen: boolean) =>
    html`<a class="chip" href=${hashOfList({ saga, search, status, ...parameters })} aria-current=${isChosen ? 'true' : undefined}>${text}</a>`;
  const names = [...new Set([...(saga === '' ? [] : [saga]), ...(found?.items ?? []).map((item) => item.saga)])]
    .filter((name) => name !== '')
    .sort();

  return html`
    <h1 ref=${heading} tabindex="-1">${search === '' ? 'Sagas' : `Sagas with “${search}”`}</h1>
    <nav class="chips" aria-label="Status">
      ${chip('all', { status: '' }, status === '')}
      ${listedStatuses.map((each) => chip(statusWords[each], { status: each }, status === each))}
    </nav>
    ${
      names.length > 0 &&
      html`<nav class="chips quiet" aria-label="Saga">
        ${chip('every saga', { saga: '' }, saga === '')}
        ${names.map((name) => chip(name, { saga: name }, saga === name))}
      </nav>`
    }
    ${problem && html`<p class="alert" role="alert">${problem.message} ${found && 'What stands here may be old; trying again.'}</p>`}
    ${found?.note && html`<p class="note">${found.note}</p>`}
    ${found === undefined ? !problem && html`<p class="empty" role="status">Loading …</p>` : html`<${Sagas} items=${found.items} />`}
    <nav class="pages" aria-label="Pages">
      ${offset > 0 && html`<a href=${hashOfList({ status, saga, search, offset: offset > 25 ? String(offset - 25) : '' })}>← Newer</a>`}
      ${found?.next !== undefined && html`<a href=${hashOfList({ status, saga, search, offset: String(found.next) })}>Older →</a>`}
    </nav>`;
}

function Sagas({ items }: { readonly items: readonly ListedSaga[] }) {
  if (items.length === 0) return html`<p class="empty" role="status">No saga fits.</p>`;
  return html`<ul class="sagas">
    ${items.map((item) => html`<${SagaRow} key=${item.runId} item=${item} />`)}
  </ul>`;
}

function SagaRow({ item }: { readonly item: ListedSaga }) {
  const { id, saga, status, startedAt, closedAt, unwinds, parent } = item;
  const kinship =
    unwinds !== undefined ? `unwinds ${unwinds}` : parent !== undefined ? `a step of ${parent}` : undefined;
  return html`<li>
    <a class="saga ${status}" href=${hashOfSaga(id)}>
      <${StatusPill} status=${status} />
      <span class="id">${id}${kinship && html`<small>${kinship}</small>`}</span>
      <span class="name">${saga}</span>
      <span class="when">
        <span>started <time datetime=${startedAt} title=${clock(startedAt)}>${ago(startedAt)}</time></span>
        ${closedAt && html`<span>ended <time datetime=${closedAt} title=${clock(closedAt)}>${ago(closedAt)}</time></span>`}
      </span>
    </a>
  </li>`;
}

async function keepLooking(
  asked: string,
  onList: (list: SagaList) => void,
  onProblem: (problem: RequestProblem) => void,
  signal: AbortSignal,
): Promise<void> {
  for (; !signal.aborted; await untilSeen(signal)) {
    try {
      onList(await read<SagaList>(`./api/sagas?${asked}`, signal));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof RequestProblem)) throw error;
      onProblem(error);
    }
  }
}

/** Resolves after a while, and not before somebody can see the page. */
function untilSeen(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') go();
    }, lookEvery);
    function go(): void {
      clearInterval(timer);
      signal.removeEventListener('abort', go);
      resolve();
    }
    signal.addEventListener('abort', go);
  });
}
