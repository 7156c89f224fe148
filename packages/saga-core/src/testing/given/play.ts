import type { AnySaga } from '../../definition/saga-definition.ts';
import { decide } from '../../engine/decide.ts';
import { initialState } from '../../engine/initial-state.ts';
import { hasEnded } from '../../engine/point-of-no-return.ts';
import type { SagaCommand } from '../../engine/saga-command.ts';
import type { SagaEvent, SagaTimer } from '../../engine/saga-event.ts';
import type { SagaState } from '../../engine/saga-state.ts';
import { isSendCommand, messageOf, type SendCommand } from '../message.ts';
import type { SimulatedCall } from '../simulate.ts';
import { Agenda } from './agenda.ts';
import { answerEvent } from './answer-event.ts';
import { deedEvent } from './deed-event.ts';
import { GivenError } from './given-error.ts';
import { spanText } from './span.ts';
import { consequences, eventText, type StoryLine, storyText } from './story.ts';
import type { Told, ToldDeed } from './told.ts';
import { ToldOutcomes } from './told-outcomes.ts';
import { UntoldReads } from './untold-reads.ts';

/** What is played. @internal */
export interface Tale {
  readonly definition: AnySaga;
  readonly sagaId: string;
  readonly input: unknown;
  readonly told: readonly Told[];
}

/** What came of it. @internal */
export interface Played {
  readonly definition: AnySaga;
  readonly state: SagaState;
  readonly output?: unknown;
  /** Milliseconds from the start to the end, or to where the saga waits for a person. */
  readonly lasted: number;
  readonly calls: readonly SimulatedCall[];
  readonly story: readonly StoryLine[];
}

/**
 * Plays a tale over the shipping engine: calls are answered as was told, or well and at once, and the clock goes as fast as it can
 * from one thing that happens to the next.
 *
 * @throws {@link GivenError} when something that was told never came to pass, or can't
 * @internal
 */
export function play(tale: Tale): Played {
  return new Performance(tale).play();
}

class Performance {
  readonly #tale: Tale;
  readonly #agenda = new Agenda();
  readonly #outcomes: ToldOutcomes;
  readonly #reads = new UntoldReads();
  readonly #definition: AnySaga;
  readonly #calls: SimulatedCall[] = [];
  readonly #story: StoryLine[] = [];
  readonly #came = new Set<ToldDeed>();
  #state: SagaState;
  #lasted = 0;
  #output: { readonly output?: unknown } = {};

  constructor(tale: Tale) {
    this.#tale = tale;
    this.#outcomes = new ToldOutcomes(tale.told);
    this.#definition = this.#reads.watched(tale.definition);
    this.#state = initialState(tale.definition, tale.sagaId, tale.input);
  }

  play(): Played {
    for (const told of this.#deeds('time'))
      if (told.moment.at === 'time') this.#agenda.add(told.moment.milliseconds, () => this.#doTimely(told), 'deed');
    this.#tell({ kind: 'sagaStarted' });
    this.#drain();
    for (const told of this.#deeds('rest')) {
      this.#do(told);
      this.#drain();
    }
    this.#outcomes.requireAllCame(this.#calls, this.#story);
    this.#requireAllDone();
    const { definition } = this.#tale;
    const { story, calls } = { story: this.#story, calls: this.#calls };
    return { definition, state: this.#state, lasted: this.#lasted, calls, story, ...this.#output };
  }

  // A deadline may run while a person is waited for, and that wait is where a tale rests.
  #drain(): void {
    for (;;) {
      const isResting = this.#state.status === 'needsAttention';
      if (isResting && this.#agenda.names.every((name) => name === 'deadline')) return;
      const next = this.#agenda.next();
      if (next === undefined) return;
      next.happen();
    }
  }

  #tell(event: SagaEvent, activity?: string, tooLate?: string): void {
    const before = this.#state;
    const [after, commands] = this.#reads.decided(before, () => decide(this.#definition, before, event));
    this.#state = after;
    const isLate = after === before && commands.length === 0;
    const late = isLate ? [tooLate ?? 'it comes too late to change anything'] : [];
    const followed = [...consequences(before, after, commands), ...late];
    this.#story.push({ at: this.#agenda.now, text: eventText(event, activity), followed });
    if (!hasEnded(before)) this.#lasted = this.#agenda.now;
    // What people do as a call is sent comes before any answer.
    const sent = commands.filter(isSendCommand).map((command) => messageOf(command, after.sagaId));
    for (const { operation, address } of sent) if (operation === 'run') this.#plan(address);
    for (const command of commands) this.#perform(command);
  }

  #plan(address: string): void {
    for (const told of this.#deeds('sent')) {
      if (told.moment.at !== 'sent' || told.moment.step !== address || this.#came.has(told)) continue;
      this.#came.add(told);
      this.#agenda.add(0, () => this.#do(told));
    }
  }

  #perform(command: SagaCommand): void {
    if (isSendCommand(command)) this.#send(command);
    else if (command.kind === 'cancelRun') this.#stop(command.step);
    else if (command.kind === 'startTimer') this.#startTimer(command.timer, command.milliseconds);
    else if (command.kind === 'stopTimer') this.#agenda.strike(command.timer);
    else if (command.kind === 'complete') this.#output = { output: command.output };
  }

  #send(command: SendCommand): void {
    const { sagaId } = this.#tale;
    const message = messageOf(command, sagaId);
    const { address, operation, activity, call, argument } = message;
    this.#calls.push({ step: address, operation, activity, key: call.key, argument });
    const told = this.#outcomes.next(operation, address);
    const budget = command.kind === 'performCall' ? command.policy.budget : undefined;
    if (told !== undefined && budget !== undefined && told.after > budget)
      throw new GivenError(
        'INVALID_SENTENCE',
        `${address} was told to answer after ${spanText(told.after)}, but its whole budget is ${spanText(budget)}: say .timesOut(), or a shorter time.`,
      );
    const after = told?.answer.kind === 'timedOut' ? (budget ?? 0) : (told?.after ?? 0);
    const answer = () => answerEvent(command, sagaId, told?.answer, () => this.#reads.resultOf(address));
    this.#agenda.add(
      after,
      () => this.#tell(answer(), activity),
      message.child && operation === 'run' ? `${address}/child` : undefined,
    );
  }

  // A child that is told to stop unwinds itself, unless it is known to end in another way. A call ends as it was told to.
  #stop(step: string): void {
    const name = `${step}/child`;
    const child = this.#calls.findLast((call) => call.step === step && call.operation === 'run');
    const told = this.#outcomes.last('run', step);
    if (!this.#agenda.has(name) || child === undefined || (told !== undefined && told.answer.kind !== 'applied'))
      return;
    this.#agenda.strike(name);
    const event = { kind: 'callRefused', operation: 'run', step, refused: { code: 'CANCELLED' } } as const;
    this.#agenda.add(0, () => this.#tell(event, child.activity));
  }

  #startTimer(timer: SagaTimer, milliseconds: number): void {
    this.#agenda.add(milliseconds, () => this.#tell({ kind: 'timerFired', timer }), timer);
    if (!timer.startsWith('word/')) return;
    const step = timer.slice('word/'.length);
    this.#plan(step);
    const told = this.#outcomes.next('run', step);
    if (told === undefined || told.answer.kind === 'timedOut') return;
    if (told.after >= milliseconds)
      throw new GivenError(
        'INVALID_SENTENCE',
        `${step} was told to hear its word after ${spanText(told.after)}, but it waits only ${spanText(milliseconds)}: say .timesOut(), or a shorter time.`,
      );
    const { answer } = told;
    const word =
      answer.kind === 'refused'
        ? { refused: answer.refused }
        : { value: 'result' in answer ? answer.result : undefined };
    this.#agenda.add(told.after, () =>
      this.#do({ kind: 'deed', moment: { at: 'rest' }, deed: { kind: 'say', step, word } }),
    );
  }

  #doTimely(told: ToldDeed): void {
    if (!hasEnded(this.#state)) {
      this.#do(told);
      return;
    }
    const at = spanText(this.#agenda.now);
    throw new GivenError(
      'NEVER_CAME',
      `Somebody was to do something after ${at}, and the saga had ended by then, after ${spanText(this.#lasted)}: say .afterwards, or what takes so long.`,
    );
  }

  #do(told: ToldDeed): void {
    this.#came.add(told);
    const { event, otherwise } = deedEvent(this.#tale.definition, this.#state, told.deed);
    this.#tell(event, undefined, otherwise);
  }

  #requireAllDone(): void {
    for (const told of this.#deeds('sent')) {
      if (told.moment.at !== 'sent' || this.#came.has(told)) continue;
      const story = storyText(this.#story);
      throw new GivenError(
        'NEVER_CAME',
        `${told.moment.step} was never called, so what was to be done then was not.\n\nWhat happened:\n${story}`,
      );
    }
  }

  #deeds(at: ToldDeed['moment']['at']): readonly ToldDeed[] {
    return this.#tale.told.filter((told): told is ToldDeed => told.kind === 'deed' && told.moment.at === at);
  }
}
