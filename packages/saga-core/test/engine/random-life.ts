import type { AnySaga } from 'saga-core';
import { expect } from 'vitest';
import { decide } from '../../src/engine/decide.ts';
import { whyWordIsNotHeard } from '../../src/engine/hear-word.ts';
import { initialState } from '../../src/engine/initial-state.ts';
import { hasEnded, isPivotSent } from '../../src/engine/point-of-no-return.ts';
import type { SagaCommand } from '../../src/engine/saga-command.ts';
import type { SagaEvent, SagaTimer } from '../../src/engine/saga-event.ts';
import type { SagaState } from '../../src/engine/saga-state.ts';
import { stepsInFlight } from '../../src/engine/unwind.ts';
import { answerTo, idOf, isSent, isStray, type Sent } from './random-answer.ts';
import { decisionFor } from './random-decision.ts';

/** One event, and what `decide` made of it. */
export interface Moment {
  readonly event: SagaEvent;
  readonly before: SagaState;
  readonly after: SagaState;
  readonly commands: readonly SagaCommand[];
  /** What was in flight when it happened. */
  readonly open: readonly Sent[];
}

/** A saga's whole life, from its start to its end. */
export type Life = readonly Moment[];

const kindAfter = 60;

/**
 * Lives a saga in a world that answers as chance has it: calls are applied, refused or doubted, probes answer or not, child sagas
 * complete, are unwound or are broken off, people say words and decide, early and late; cancels and timers come at any moment, and
 * the saga is broken off and taken back. Towards the end the world turns kind, so that every life ends.
 */
export class RandomLife {
  readonly #saga: AnySaga;
  readonly #chance: Iterator<number>;
  readonly #moments: Moment[] = [];
  #open: Sent[] = [];
  #timers = new Set<SagaTimer>();
  #state: SagaState;
  #isBrokenOff = false;

  constructor(saga: AnySaga, chance: Iterator<number>) {
    this.#saga = saga;
    this.#chance = chance;
    this.#state = deepFreeze(initialState(saga, 'saga-1', { some: 'input' }));
  }

  live(): Life {
    this.#tell({ kind: 'sagaStarted' });
    while (!this.#isOver()) {
      expect(this.#moments.length, 'a life ends').toBeLessThan(1_000);
      this.#live(this.#moments.length > kindAfter ? 0 : this.#roll(24));
    }
    if (hasEnded(this.#state)) this.#expectNothingChanges();
    if (this.#state.status === 'completed' && this.#roll(4) === 0) this.#takeBack();
    // What was taken back has another end to come to.
    return this.#isOver() ? this.#moments : this.live();
  }

  // Whatever was told before, or never was, comes too late now.
  #expectNothingChanges(): void {
    const late: SagaEvent[] = [{ kind: 'cancelRequested' }, { kind: 'timerFired', timer: 'deadline' }];
    for (const event of [
      ...this.#moments.map((moment) => moment.event),
      ...this.#open.map((sent) => answerTo(sent, 0)),
      ...late,
    ]) {
      if (event.kind !== 'takenBack') this.#expectNoChange(event);
    }
  }

  #expectNoChange(event: SagaEvent): void {
    const [after, commands] = decide(this.#saga, this.#state, event);
    // The very same state, which is much faster to tell than an equal one.
    if (after !== this.#state || commands.length > 0) expect([after, commands], event.kind).toEqual([this.#state, []]);
  }

  #isOver(): boolean {
    return hasEnded(this.#state) || this.#isBrokenOff;
  }

  #live(what: number): void {
    const parked = Object.entries(this.#state.steps).find(([, step]) => step.parked !== undefined)?.[0];
    // What is parked is what a cancel can get wrong.
    if (what === 23 || (what >= 20 && parked !== undefined)) this.#tell({ kind: 'cancelRequested' });
    else if (what === 22 && this.#roll(2) === 0) this.#takeBack();
    else if (what >= 20 && this.#timers.size > 0) this.#fire(this.#roll(this.#timers.size));
    else if (what >= 18 && this.#say()) return;
    else if (this.#open.length > 0 && (what < 14 || parked === undefined)) this.#answer();
    else if (parked !== undefined) this.#decide(parked);
    else if (this.#timers.size > 0) this.#fire(0);
    else
      throw new Error(
        `Nothing is in flight, nobody is asked, and yet it has not ended: ${JSON.stringify(this.#state)}`,
      );
  }

  #answer(): void {
    const [sent] = this.#open.splice(this.#roll(this.#open.length), 1) as [Sent];
    this.#tell(answerTo(sent, this.#moments.length > kindAfter ? 0 : this.#roll(5)));
    // A stray second answer changes nothing, unless the same call was sent again.
    if (this.#roll(10) > 0 || this.#open.some((other) => idOf(other) === idOf(sent))) return;
    const stray = answerTo(sent, 0);
    if (isStray(this.#state, stray)) this.#expectNoChange(stray);
  }

  #decide(parked: string): void {
    const preferred = this.#moments.length > kindAfter ? 0 : this.#roll(5);
    this.#tell({ kind: 'decisionMade', decision: decisionFor(this.#saga, this.#state, parked, preferred) });
  }

  #fire(index: number): void {
    const timer = [...this.#timers][index] as SagaTimer;
    this.#timers.delete(timer);
    this.#tell({ kind: 'timerFired', timer });
  }

  #say(): boolean {
    const word = this.#roll(4) === 0 ? { refused: { code: 'NO' } } : { value: `word ${this.#moments.length}` };
    const steps = Object.keys(this.#state.steps);
    const step = steps.find((name) => whyWordIsNotHeard(this.#saga, this.#state, name, word) === undefined);
    if (step === undefined) return false;
    this.#tell({ kind: 'wordGiven', step, word });
    return true;
  }

  // Nobody hears any more of what was in flight.
  #takeBack(): void {
    const isBarred = this.#state.cause === undefined && isPivotSent(this.#saga, this.#state);
    this.#open = [];
    this.#timers = new Set();
    this.#isBrokenOff = isBarred;
    this.#tell({ kind: 'takenBack', cause: { kind: 'cancelled' } });
  }

  #tell(event: SagaEvent): void {
    const before = this.#state;
    // Through JSON, as when the state is carried over: nothing may hide in it that JSON loses.
    const carried = deepFreeze(JSON.parse(JSON.stringify(before)) as SagaState);
    const open = [...this.#open];
    const [after, commands] = decide(this.#saga, carried, deepFreeze(event));
    expect(JSON.stringify(decide(this.#saga, before, event))).toBe(JSON.stringify([after, commands]));
    this.#state = deepFreeze(after);
    this.#moments.push({ event, before, after, commands, open });
    for (const command of commands) this.#perform(command);
    this.#expectTimersAreNeeded();
    if (this.#isBrokenOff) return;
    const running = stepsInFlight(after).filter((step) => !this.#timers.has(`word/${step}`));
    const inFlight = [
      ...new Set(this.#open.filter(({ operation }) => operation !== 'compensate').map(({ step }) => step)),
    ];
    // Everything that the saga waits for is in flight, or it would wait for ever.
    expect(inFlight).toEqual(expect.arrayContaining(running));
    const fenced = Object.keys(after.steps).filter((step) => after.fencing !== undefined && step === 'pivot');
    const isAsked = this.#open.some(({ operation }) => operation === 'fence');
    for (const step of fenced) expect(isAsked || after.steps[step]?.parked?.operation === 'fence').toBe(true);
  }

  // A timer that nobody needs any more would fire into something else.
  #expectTimersAreNeeded(): void {
    if (this.#isOver()) return;
    const { cause, steps } = this.#state;
    for (const timer of this.#timers) {
      const isNeeded =
        timer === 'deadline'
          ? cause === undefined && !isPivotSent(this.#saga, this.#state)
          : timer === 'settle'
            ? cause !== undefined
            : steps[timer.slice('word/'.length)]?.status === 'running';
      if (!isNeeded) expect.fail(`The timer ${timer} runs, and nothing needs it: ${JSON.stringify(this.#state)}`);
    }
  }

  #perform(command: SagaCommand): void {
    if (isSent(command)) {
      const operation =
        'operation' in command ? command.operation : command.kind === 'startChild' ? 'run' : 'compensate';
      const sent: Sent = {
        command,
        operation,
        step: command.kind === 'performCall' ? command.call.step : command.step,
      };
      expect(this.#open.map(idOf), 'no two calls of one id are in flight').not.toContain(idOf(sent));
      this.#open.push(sent);
    }
    if (command.kind === 'startTimer') {
      expect(this.#timers.has(command.timer), 'no timer runs twice').toBe(false);
      this.#timers.add(command.timer);
    }
    if (command.kind === 'stopTimer') this.#timers.delete(command.timer);
  }

  #roll(max: number): number {
    return (this.#chance.next().value as number) % max;
  }
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
