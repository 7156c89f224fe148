import { useRef } from 'preact/hooks';
import { bearerToken } from './bearer-token.ts';
import { html } from './html.ts';
import type { RequestProblem } from './requests.ts';

interface SignInProps {
  readonly problem: RequestProblem | undefined;
  readonly onSignedIn: () => void;
}

/** What somebody sees who is not known to be an operator: where a token is wanted, a place for one. */
export function SignIn({ problem, onSignedIn }: SignInProps) {
  const field = useRef<HTMLInputElement>(null);
  if (problem === undefined) return html`<p class="empty" role="status">Loading …</p>`;
  const isRefusal = problem.status === 401 || problem.status === 403;
  if (!bearerToken.isWanted || !isRefusal) {
    return html`<section class="card sign-in">
      <h1>${isRefusal ? 'Not signed in' : 'Not reached'}</h1>
      <p role="alert">${problem.message}</p>
      <button type="button" onClick=${onSignedIn}>Try again</button>
    </section>`;
  }
  const hadToken = bearerToken.read() !== undefined;
  const signIn = (event: Event) => {
    event.preventDefault();
    const token = field.current?.value.trim() ?? '';
    if (token === '') return;
    bearerToken.keep(token);
    onSignedIn();
  };
  return html`<section class="card sign-in">
    <h1>Sign in</h1>
    ${hadToken && html`<p class="alert" role="alert">${problem.status === 401 ? 'This token was not accepted: it is not valid, or not any more.' : problem.message}</p>`}
    <form onSubmit=${signIn}>
      <label>Operator's token
        <input ref=${field} type="password" name="token" autocomplete="off" spellcheck=${false} required autofocus />
      </label>
      <p class="hint">It is kept in this tab until you close it, and sent to this server only.</p>
      <button type="submit" class="primary">Sign in</button>
    </form>
  </section>`;
}
