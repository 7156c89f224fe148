import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { bearerToken } from './bearer-token.ts';
import { html } from './html.ts';
import { hashOfList, placeOf } from './place.ts';
import { RequestProblem, read } from './requests.ts';
import { SagaListPage } from './saga-list-page.ts';
import { SagaPage } from './saga-page.ts';
import { SignIn } from './sign-in.ts';

interface Operator {
  readonly actor: string;
  readonly mayDecide: boolean;
}

/** The whole page: who looks, the search, and the place that the address says. */
export function App() {
  const [hash, setHash] = useState(location.hash);
  const [operator, setOperator] = useState<Operator>();
  const [problem, setProblem] = useState<RequestProblem>();
  const search = useRef<HTMLInputElement>(null);
  const place = placeOf(hash);

  useEffect(() => {
    const onHash = () => setHash(location.hash);
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      search.current?.focus();
    };
    addEventListener('hashchange', onHash);
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('hashchange', onHash);
      removeEventListener('keydown', onKey);
    };
  }, []);

  const ask = useCallback(async () => {
    setProblem(undefined);
    setOperator(undefined);
    try {
      setOperator(await read<Operator>('./api/operator', AbortSignal.timeout(20_000)));
    } catch (error) {
      setProblem(
        error instanceof RequestProblem ? error : new RequestProblem(0, 'NO_ANSWER', 'The server gave no answer.'),
      );
    }
  }, []);
  useEffect(() => void ask(), [ask]);
  // A sign-in may end while the page is open.
  const onRefused = useCallback((refused: RequestProblem) => {
    if (refused.status !== 401 && refused.code !== 'FORBIDDEN') return;
    setOperator(undefined);
    setProblem(refused);
  }, []);

  const signOut = () => {
    bearerToken.forget();
    void ask();
  };
  const find = (event: Event) => {
    event.preventDefault();
    location.hash = hashOfList({ search: search.current?.value.trim() ?? '' });
  };
  const sought = place.at === 'list' ? (place.query.get('search') ?? '') : '';

  return html`
    <header class="top">
      <a class="brand" href="#/"><img src="./page/icon.svg" alt="" width="24" height="24" />Sagas</a>
      ${
        operator &&
        html`<form role="search" onSubmit=${find}>
          <input ref=${search} key=${sought} type="search" name="search" defaultValue=${sought} autocomplete="off" spellcheck=${false}
            aria-label="Search sagas by id or name" placeholder="Search by id or name" aria-keyshortcuts="/" maxlength="1000" />
          <kbd aria-hidden="true">/</kbd>
        </form>
        <p class="who"><span title="Decisions are taken in this name">${operator.actor}</span>${operator.mayDecide ? '' : ' · may only look'}
          ${bearerToken.isWanted && html`<button type="button" class="plain" onClick=${signOut}>Sign out</button>`}</p>`
      }
    </header>
    <main>
      ${
        operator === undefined
          ? html`<${SignIn} problem=${problem} onSignedIn=${ask} />`
          : place.at === 'saga'
            ? html`<${SagaPage} key=${place.id} id=${place.id} mayDecide=${operator.mayDecide} onRefused=${onRefused} />`
            : html`<${SagaListPage} query=${place.query} onRefused=${onRefused} />`
      }
    </main>`;
}
