import { useEffect, useRef, useState } from 'preact/hooks';
import type { StepView } from 'saga-core/client';
import { AuditTrail } from './audit-trail.ts';
import { type Choice, choicesFor } from './choices.ts';
import { ConnectionSign } from './connection-sign.ts';
import { DecisionDialog, type Question } from './decision-dialog.ts';
import { explain, explainParked, quoted } from './explain.ts';
import { Flow } from './flow.ts';
import { type Connection, followSaga } from './follow-saga.ts';
import { html } from './html.ts';
import { hashOfSaga } from './place.ts';
import { printable } from './printable.ts';
import { post, type RequestProblem } from './requests.ts';
import { StatusPill } from './status-pill.ts';
import { StepCalls } from './step-calls.ts';
import { UndoList } from './undo-list.ts';
import { parkedAt, type SagaSnapshot, type SentDecision } from './wire.ts';

interface SagaPageProps {
  readonly id: string;
  readonly mayDecide: boolean;
  readonly onRefused: (problem: RequestProblem) => void;
}

/** One saga, live: what happened, what waits for a decision, and what an undo would do. */
export function SagaPage({ id, mayDecide, onRefused }: SagaPageProps) {
  const [snapshot, setSnapshot] = useState<SagaSnapshot>();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [problem, setProblem] = useState<RequestProblem>();
  const [question, setQuestion] = useState<Question>();
  const [said, setSaid] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${printable(id)} · Sagas`;
    heading.current?.focus();
    const over = new AbortController();
    const onProblem = (refused: RequestProblem) => {
      setProblem(refused);
      onRefused(refused);
    };
    void followSaga(id, { onSnapshot: setSnapshot, onConnection: setConnection, onProblem }, over.signal);
    return () => over.abort();
  }, [id, onRefused]);

  const status = snapshot && statusOf(snapshot);
  const unwinding = snapshot?.timeline.unwinding;
  return html`
    <p class="back"><a href="#/">← All sagas</a></p>
    <div class="title">
      <h1 ref=${heading} tabindex="-1">${id}</h1>
      ${status && html`<${StatusPill} status=${status} />`}
      ${!problem && html`<${ConnectionSign} connection=${connection} />`}
    </div>
    ${problem && html`<p class="alert" role="alert">${problem.message}</p>`}
    ${snapshot?.unavailable && html`<p class="alert" role="alert">${snapshot.unavailable}</p>`}
    <p class="said" role="status">${said}</p>
    ${!snapshot && !problem && html`<p class="empty" role="status">Loading …</p>`}
    ${
      snapshot &&
      html`
      <div class="explained" aria-live="polite">
        ${explain(snapshot).map((sentence) => html`<p>${sentence}</p>`)}
        ${unwinding && html`<p><a href=${hashOfSaga(unwinding.id)}>${unwinding.id}</a></p>`}
      </div>
      ${(snapshot.view?.steps ?? [])
        .filter(({ parked }) => parked !== undefined)
        .map(
          (step) =>
            html`<${ParkedStep} key=${step.name} snapshot=${snapshot} step=${step} mayDecide=${mayDecide} onAsk=${setQuestion} />`,
        )}
      <${Flow} snapshot=${snapshot} />
      <div class="halves">
        <${StepCalls} snapshot=${snapshot} />
        <div>
          <${AuditTrail} snapshot=${snapshot} />
          <${Rollback} snapshot=${snapshot} mayDecide=${mayDecide} onAsk=${setQuestion} />
        </div>
      </div>`
    }
    ${
      question &&
      html`<${DecisionDialog} question=${question} onRefused=${onRefused} onClose=${() => setQuestion(undefined)}
      onDone=${(done: string) => {
        setSaid(done);
        setQuestion(undefined);
      }} />`
    }`;
}

interface AskingProps {
  readonly snapshot: SagaSnapshot;
  readonly mayDecide: boolean;
  readonly onAsk: (question: Question) => void;
}

function ParkedStep({ snapshot, step, mayDecide, onAsk }: AskingProps & { readonly step: StepView }) {
  return html`<section class="card parked-step" aria-label=${`Decide about ${step.name}`}>
    <h2>Decide about ${quoted(step.name)}</h2>
    <p>${explainParked(step)}</p>
    ${
      mayDecide
        ? html`<ul class="choices">
          ${choicesFor(snapshot, step).map(
            (choice) => html`<li>
              <button type="button" class=${choice.isGrave ? 'grave' : ''} onClick=${() => onAsk(questionOf(snapshot, step, choice))}>${choice.label}</button>
              <span>${choice.effect}</span>
            </li>`,
          )}
        </ul>`
        : html`<p class="note">You may look at sagas, and not decide about them.</p>`
    }
  </section>`;
}

function Rollback({ snapshot, mayDecide, onAsk }: AskingProps) {
  const { id, view, rollback } = snapshot;
  if (rollback === undefined || rollback.kind === 'ended' || snapshot.timeline.entries.at(-1)?.kind === 'ended')
    return null;
  const ask = () =>
    onAsk({
      title: 'Cancel the saga and undo it',
      effect:
        'What it has done is undone, and nothing further of it is tried. If its pivot is sent in the meantime, this comes too late and changes nothing.',
      confirm: 'Cancel and undo',
      isGrave: true,
      undoes: rollback.kind === 'undo' ? rollback.calls : [],
      send: async ({ reason }) => {
        const { accepted } = await post<{ accepted: boolean }>(`./api/saga/cancel?id=${encodeURIComponent(id)}`, {
          reason,
        });
        return accepted
          ? 'The cancel was accepted: it is being undone.'
          : 'The cancel came too late: it is not undone for this.';
      },
    });
  if (rollback.kind === 'irreversible') {
    return html`<section aria-labelledby="rollback">
      <h2 id="rollback">If it were to be undone</h2>
      <p>It can't be any more: the pivot ${quoted(rollback.pivot)} was sent. From here it only goes forward.</p>
    </section>`;
  }
  return html`<section aria-labelledby="rollback">
    <h2 id="rollback">${view?.cause === undefined ? 'If it failed now' : 'Still to be undone'}</h2>
    <${UndoList} calls=${rollback.calls} />
    ${view?.cause === undefined && mayDecide && html`<button type="button" class="grave" onClick=${ask}>Cancel and undo …</button>`}
  </section>`;
}

function questionOf(snapshot: SagaSnapshot, parkedStep: StepView, choice: Choice): Question {
  const { name: step } = parkedStep;
  const { label, effect, action, isGrave, takes, undoes } = choice;
  const known =
    snapshot.rollback?.kind === 'undo' ? snapshot.rollback.calls.find((call) => call.step === step) : undefined;
  const isUndo = parkedStep.parked?.operation === 'compensate';
  return {
    title: `${label}: ${step}`,
    effect,
    confirm: label,
    isGrave: isGrave === true,
    ...(takes !== undefined && { takes }),
    ...(takes === 'argument' &&
      isUndo &&
      known !== undefined && { argument: printable(JSON.stringify(known.argument, undefined, 2)) }),
    ...(undoes !== undefined && { undoes }),
    send: async ({ reason, json }) => {
      const decision = {
        ...action,
        step,
        reason,
        parkedAt: parkedAt(parkedStep),
        ...(json === undefined || takes === undefined ? {} : { [takes]: json }),
      };
      const path = `./api/saga/decisions?id=${encodeURIComponent(snapshot.id)}`;
      await post(path, decision as SentDecision);
      return `Decided about ${quoted(step)}: ${label.toLowerCase()}.`;
    },
  };
}

// How a saga ended that was broken off only its history says.
function statusOf({ view, timeline }: SagaSnapshot) {
  const last = timeline.entries.at(-1);
  return last?.kind === 'ended' ? last.as : view?.status;
}
