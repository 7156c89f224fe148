import type { SagaView, StepView } from '../../engine/saga-view.ts';
import type { SagaTimeline, SagaUnwinding, StepTimeline } from './saga-timeline.ts';
import { type CallRow, callRow } from './text/call-row.ts';
import { causeText } from './text/cause-text.ts';
import { type Clock, clockOf } from './text/clock.ts';
import { columnsOf, filled } from './text/columns.ts';
import { endText } from './text/end-text.ts';
import { entryText } from './text/entry-text.ts';
import { type Look, type Paint, paint } from './text/paint.ts';
import { printable } from './text/printable.ts';
import { linesOf, type Row } from './text/row.ts';

export interface TimelineTextOptions {
  /** Columns of the terminal; a whole number of at least 40. Default 80. */
  readonly width?: number;
  /** Whether the lines have colours. Default `false`: whether somebody sees them only the caller knows. */
  readonly colour?: boolean;
  /** The time zone that times are told in, of the IANA database. Default `UTC`. */
  readonly zone?: string;
  /**
   * The same saga's status (`SagaHandle.status()`): with it also the steps that were not sent are shown, and of a parked
   * one what it waits for. A history alone does not say what waits for a decision.
   */
  readonly status?: SagaView;
}

/**
 * A saga's timeline as lines for a terminal: every step with its calls, how long they took, how often they were tried, what became
 * of them and of their undo; then what happened to the saga as a whole, people's decisions with their reasons among it.
 * What others wrote (failures, reasons) can't steer the terminal. Pure: the same timeline gives the same lines.
 *
 * @throws RangeError when the width is too small, or there is no such time zone
 *
 * @example
 * ```ts
 * const order = sagas.handle('create-order-4711');
 * const [status, timeline] = await Promise.all([order.status(), order.timeline()]);
 * console.log(timelineText(timeline, { status, width: process.stdout.columns }).join('\n'));
 * ```
 */
export function timelineText(timeline: SagaTimeline, options: TimelineTextOptions = {}): readonly string[] {
  const { width = 80, colour = false, zone = 'UTC', status } = options;
  if (!Number.isSafeInteger(width) || width < 40)
    throw new RangeError(`timelineText.width is ${width}; give a whole number of columns of at least 40.`);
  const clock = clockOf(zone);
  const rows = [
    ...headRows(timeline, status, clock),
    ...stepRows(timeline, status, clock),
    { before: '', text: '' },
    ...timeline.entries.map((entry): Row => {
      const { text, look } = entryText(entry);
      return { before: `${clock.time(entry.at)}  `, text: printable(text), ...(look === undefined ? {} : { look }) };
    }),
  ];
  const painted: Paint = paint(colour);
  return rows.flatMap((row) => linesOf(row, width, painted));
}

function headRows(
  { id, entries, complete, runIds, unwinding }: SagaTimeline,
  status: SagaView | undefined,
  clock: Clock,
): readonly Row[] {
  const ended = entries.findLast((entry) => entry.kind === 'ended');
  const now = ended === undefined ? openText(status) : endText(ended);
  const [first] = entries;
  return [
    { before: '', text: `Saga ${printable(id)}: ${printable(now.text)}`, look: now.look },
    ...(first === undefined ? [] : [{ before: '', text: spanOf(first.at, ended?.at, clock), look: 'quiet' as const }]),
    ...(unwinding === undefined ? [] : [unwindingRow(unwinding)]),
    ...(complete
      ? []
      : [
          {
            before: '',
            text: `Its first runs are gone, as the namespace keeps closed ones only for a while: this is what the last ${runIds.length} tell.`,
            look: 'doubt' as const,
          },
        ]),
  ];
}

function unwindingRow({ id, as }: SagaUnwinding): Row {
  const { text, look } = unwindingTexts[as];
  return { before: '', text: printable(`${text}: ${id}`), look };
}

const unwindingTexts: Readonly<Record<SagaUnwinding['as'], { readonly text: string; readonly look: Look }>> = {
  open: { text: 'what it had done is being undone by a workflow of its own', look: 'open' },
  compensated: { text: 'what it had done was undone by a workflow of its own', look: 'good' },
  completed: { text: 'its pivot had happened, so a workflow of its own finished it', look: 'good' },
  brokenOff: {
    text: 'what it had done is NOT UNDONE, as the workflow that was to do it was broken off too',
    look: 'bad',
  },
};

function spanOf(first: string, last: string | undefined, clock: Clock): string {
  return last === undefined ? `since ${clock.moment(first)}` : `${clock.moment(first)} to ${clock.time(last)}`;
}

function openText(view: SagaView | undefined): { readonly text: string; readonly look: Look } {
  if (view === undefined) return { text: 'open', look: 'open' };
  const cause = view.cause === undefined ? '' : `, ${causeText(view.cause)}`;
  const status = view.status === 'needsAttention' ? 'NEEDS ATTENTION' : view.status;
  return { text: `${status}${cause}`, look: view.status === 'needsAttention' ? 'bad' : 'open' };
}

function stepRows({ steps }: SagaTimeline, status: SagaView | undefined, clock: Clock): readonly Row[] {
  const all = allSteps(steps, status).map(({ calls, ...step }) => ({
    ...step,
    calls: calls.map((call) => callRow(call, clock)),
  }));
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(columnsOf));
  const calls = all.flatMap((step) => step.calls);
  const columns = {
    operation: widest(calls.map((row) => row.operation)),
    activity: widest(calls.map((row) => row.activity)),
  };
  return all.flatMap(({ name, view, calls: rows }) => [
    { before: '', text: '' },
    { before: '', text: printable(view === undefined ? name : `${name}: ${view.status}`), look: 'title' as const },
    ...parkedRows(view, clock),
    ...rows.map((row) => rowOf(row, columns)),
  ]);
}

function rowOf({ operation, activity, text, look }: CallRow, columns: { operation: number; activity: number }): Row {
  return { before: `  ${filled(operation, columns.operation)}  ${filled(activity, columns.activity)}  `, text, look };
}

function parkedRows(view: StepView | undefined, clock: Clock): readonly Row[] {
  if (view?.parked === undefined) return [];
  const { operation, code, detail } = view.parked;
  const what = { run: 'run', compensate: 'undo', fence: 'fence' }[operation];
  const why = detail === undefined ? code : `${code}: ${detail}`;
  const since = view.endedAt === undefined ? '' : ` since ${clock.moment(view.endedAt)}`;
  return [
    {
      before: '  ',
      text: printable(`PARKED${since}: its ${what} waits for a person's decision (${why})`),
      look: 'bad',
    },
  ];
}

interface ShownStep extends Pick<StepTimeline, 'calls'> {
  readonly name: string;
  readonly view?: StepView;
}

// In the order of the definition as the status has it; what only the history knows comes after it.
function allSteps(steps: readonly StepTimeline[], status: SagaView | undefined): readonly ShownStep[] {
  const views = status?.steps ?? [];
  const callsOf = (name: string) => steps.find(({ step }) => step === name)?.calls ?? [];
  const known = views.map((view) => ({ name: view.name, view, calls: callsOf(view.name) }));
  const others = steps.filter(({ step }) => !views.some(({ name }) => name === step));
  return [...known, ...others.map(({ step, calls }) => ({ name: step, calls }))];
}
