import { useEffect, useRef, useState } from 'preact/hooks';
import type { PlannedUndo } from './choices.ts';
import { html } from './html.ts';
import { RequestProblem } from './requests.ts';
import { UndoList } from './undo-list.ts';
import { longestReason } from './wire.ts';

/** What is asked of the operator before something is done. */
export interface Question {
  readonly title: string;
  readonly effect: string;
  readonly confirm: string;
  readonly isGrave: boolean;
  readonly takes?: 'argument' | 'result';
  /** What stands in the field for the argument at first, as JSON. */
  readonly argument?: string;
  readonly undoes?: readonly PlannedUndo[];
  readonly send: (answer: { readonly reason: string; readonly json?: unknown }) => Promise<string>;
}

interface DecisionDialogProps {
  readonly question: Question;
  readonly onDone: (said: string) => void;
  readonly onClose: () => void;
  readonly onRefused: (problem: RequestProblem) => void;
}

/** Says what will happen, asks for the reason, and does it. */
export function DecisionDialog({ question, onDone, onClose, onRefused }: DecisionDialogProps) {
  const { title, effect, confirm, isGrave, takes, undoes } = question;
  const dialog = useRef<HTMLDialogElement>(null);
  const reason = useRef<HTMLTextAreaElement>(null);
  const [problem, setProblem] = useState<string>();
  const [isSending, setIsSending] = useState(false);
  useEffect(() => {
    dialog.current?.showModal();
    reason.current?.focus();
  }, []);

  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const json = takes === undefined ? undefined : parsed(String(form.get('json') ?? ''), takes);
    if (json?.problem !== undefined) return setProblem(json.problem);
    setIsSending(true);
    setProblem(undefined);
    try {
      const sent = { reason: String(form.get('reason')).trim() };
      onDone(await question.send(json?.value === undefined ? sent : { ...sent, json: json.value }));
    } catch (error) {
      if (!(error instanceof RequestProblem)) throw error;
      setProblem(
        error.status === 0
          ? `${error.message} It may still happen: look at the saga before you ask again.`
          : error.message,
      );
      setIsSending(false);
      onRefused(error);
    }
  };

  return html`<dialog ref=${dialog} aria-labelledby="question" aria-describedby="effect" onClose=${onClose}>
    <form onSubmit=${send}>
      <h2 id="question">${title}</h2>
      <p id="effect" class=${isGrave ? 'effect grave' : 'effect'}>${effect}</p>
      ${undoes && html`<h3 class="lead">This will be undone, in this order</h3><${UndoList} calls=${undoes} />`}
      ${
        takes &&
        html`<label>${takes === 'argument' ? 'The argument, as JSON' : 'Its result, as JSON, if later steps read it'}
        <textarea name="json" rows="5" class="code" spellcheck=${false} required=${takes === 'argument'} defaultValue=${question.argument ?? ''}></textarea>
      </label>`
      }
      <label>Reason
        <textarea ref=${reason} name="reason" rows="2" required maxlength=${longestReason}></textarea>
        <span class="hint">It stays in the saga's history beside your name.</span>
      </label>
      ${problem && html`<p class="alert" role="alert">${problem}</p>`}
      <div class="buttons">
        <button type="submit" class=${isGrave ? 'grave' : 'primary'} disabled=${isSending}>${isSending ? 'Sending …' : confirm}</button>
        <button type="button" onClick=${() => dialog.current?.close()}>Back</button>
      </div>
    </form>
  </dialog>`;
}

function parsed(text: string, takes: 'argument' | 'result'): { readonly value?: unknown; readonly problem?: string } {
  if (text.trim() === '') return {};
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: `The ${takes} is no JSON: ${error instanceof Error ? error.message : 'mend it'}.` };
  }
}
