import fc from 'fast-check';
import type { AnySaga } from 'saga-core';
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/engine/decide.ts';
import type { OperatorAction } from '../../src/engine/decision.ts';
import { whyDecisionDoesNotFit } from '../../src/engine/decision-fit.ts';
import { initialState } from '../../src/engine/initial-state.ts';
import { canCancel, hasEnded, isPivotSent } from '../../src/engine/point-of-no-return.ts';
import type { PerformCall, SagaCommand } from '../../src/engine/saga-command.ts';
import type { SagaEvent, SagaTimer } from '../../src/engine/saga-event.ts';
import type { SagaState } from '../../src/engine/saga-state.ts';
import { randomSaga } from './random-saga.ts';

// A saga is run against a world that answers as chance has it: every call is applied, refused or doubted, cancels and timers
// come at any moment, late and stray answers too, and a person decides about what is parked. Chance is fast-check's, so a
// counterexample is printed, shrunk and replayable by its seed. SAGA_PROPERTY_RUNS raises the number of runs.
const numRuns = Number(process.env.SAGA_PROPERTY_RUNS ?? 3_000);

interface Moment {
  readonly event: SagaEvent;
  readonly before: SagaState;
  readonly after: SagaState;
  readonly commands: readonly SagaCommand[];
}

const chance = fc.infiniteStream(fc.nat({ max: 999 }), { noHistory: true });

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}

function live(saga: AnySaga, stream: Iterator<number>): Moment[] {
  const roll = (max: number) => (stream.next().value as number) % max;
  const calls: PerformCall[] = [];
  const timers = new Set<SagaTimer>();
  const moments: Moment[] = [];
  let state = deepFreeze(initialState(saga, 'saga-1', { some: 'input' }));
  const tell = (event: SagaEvent) => {
    const before = state;
    // Through JSON, as when the state is carried over: nothing may hide in it that JSON loses.
    const carried = deepFreeze(JSON.parse(JSON.stringify(before)) as SagaState);
    const [after, commands] = decide(saga, carried, deepFreeze(event));
    expect(JSON.stringify(decide(saga, carried, event))).toBe(JSON.stringify([after, commands]));
    state = deepFreeze(after);
    moments.push({ event, before, after, commands });
    for (const command of commands) {
      if (command.kind === 'performCall') calls.push(command);
      if (command.kind === 'startTimer') timers.add(command.timer);
      if (command.kind === 'stopTimer') timers.delete(command.timer);
    }
  };
  tell({ kind: 'sagaStarted' });
  for (let moment = 0; !hasEnded(state); moment += 1) {
    // Towards the end the world turns kind, so that every run ends: what must succeed then does.
    const kind = moment > 60;
    expect(moment).toBeLessThan(400);
    const parked = Object.entries(state.steps).find(([, step]) => step.parked !== undefined);
    const what = kind ? 0 : roll(10);
    if (what === 9) tell({ kind: 'cancelRequested' });
    else if (what === 8 && timers.size > 0) {
      const timer = [...timers][roll(timers.size)] as SagaTimer;
      timers.delete(timer);
      tell({ kind: 'timerFired', timer });
    } else if (calls.length > 0 && (what < 7 || parked === undefined)) {
      const [call] = calls.splice(roll(calls.length), 1) as [PerformCall];
      const about = { step: call.call.step, operation: call.operation };
      const answer = kind ? 0 : roll(5);
      if (answer === 3) tell({ ...about, kind: 'callRefused', refused: { code: 'NO' } });
      else if (answer === 4) tell({ ...about, kind: 'callDoubted', doubt: { code: 'TIMEOUT' } });
      else tell({ ...about, kind: 'callApplied', result: `result of ${about.step}` });
      // A stray second answer to the same call must change nothing.
      if (roll(10) === 0 && !calls.some(({ call: other }) => other.step === about.step)) {
        const strayBefore = state;
        const [strayAfter, strayCommands] = decide(saga, state, { ...about, kind: 'callApplied', result: 'stray' });
        const isAwaited =
          strayBefore.steps[about.step]?.status === (about.operation === 'run' ? 'running' : 'compensating');
        if (!isAwaited) expect([strayAfter, strayCommands]).toEqual([strayBefore, []]);
      }
    } else if (parked !== undefined)
      tell({ kind: 'decisionMade', decision: decisionFor(saga, state, parked[0], kind ? 0 : roll(4)) });
    else if (timers.size > 0) {
      const timer = [...timers][0] as SagaTimer;
      timers.delete(timer);
      tell({ kind: 'timerFired', timer });
    } else
      throw new Error(
        `Nothing is in flight, nobody is asked, and yet the saga has not ended: ${JSON.stringify(state)}`,
      );
  }
  return moments;
}

function decisionFor(saga: AnySaga, state: SagaState, step: string, preferred: number) {
  const actions: OperatorAction[] = [
    { action: 'skip' },
    { action: 'resolvedElsewhere', outcome: 'applied', result: 'by hand' },
    { action: 'retry' },
    { action: 'retry', argument: { by: 'hand' } },
    { action: 'resolvedElsewhere', outcome: 'refused' },
  ];
  const ordered = [...actions.slice(preferred), ...actions.slice(0, preferred)];
  const fitting = ordered
    .map((action) => ({ ...action, step, actor: 'operator', reason: 'seen' }))
    .find((decision) => whyDecisionDoesNotFit(saga, state, decision) === undefined);
  if (fitting === undefined) throw new Error(`A parked step has no way out: ${step} in ${JSON.stringify(state)}`);
  return fitting;
}

function property(check: (saga: AnySaga, moments: readonly Moment[]) => void) {
  fc.assert(
    fc.property(randomSaga, chance, (saga, stream) => {
      const moments = live(saga, stream[Symbol.iterator]());
      check(saga, moments);
    }),
    { numRuns },
  );
}

const ending = (moments: readonly Moment[]) => (moments.at(-1) as Moment).after;
const sent = (moments: readonly Moment[]) =>
  moments.flatMap(({ commands, after, before }) =>
    commands.filter((command) => command.kind === 'performCall').map((command) => ({ command, before, after })),
  );

describe('whatever happens, decide() holds its rules', () => {
  it('ends every saga exactly once, in one of its two ends', () => {
    property((_saga, moments) => {
      const ends = moments
        .flatMap(({ commands }) => commands)
        .filter(({ kind }) => kind === 'complete' || kind === 'endCompensated');
      expect(ends).toHaveLength(1);
      expect(ends[0]?.kind).toBe(ending(moments).status === 'completed' ? 'complete' : 'endCompensated');
    });
  });

  it('has a step on the undo stack before its call is sent (R1)', () => {
    property((_saga, moments) => {
      for (const { command, after } of sent(moments)) expect(after.started).toContain(command.call.step);
    });
  });

  it('undoes nothing while a run is in flight, and only what was applied or is in doubt (R1, R2)', () => {
    property((_saga, moments) => {
      for (const { command, before, after } of sent(moments)) {
        if (command.operation !== 'compensate') continue;
        expect(Object.values(after.steps).filter(({ status }) => status === 'running')).toEqual([]);
        expect(['applied', 'inDoubt']).toContain(after.steps[command.call.step]?.outcome?.kind);
        expect(before.steps[command.call.step]?.status).not.toBe('refused');
      }
    });
  });

  it('undoes in reverse start order, the steps that come last after all others (R2, R7)', () => {
    property((saga, moments) => {
      const first = new Map<string, number>();
      sent(moments).forEach(({ command }, index) => {
        if (command.operation === 'compensate' && !first.has(command.call.step)) first.set(command.call.step, index);
      });
      const isLast = (name: string) =>
        saga.steps.some((step) => step.name === name && step.kind === 'compensatable' && step.compensateLast);
      // An undo whose argument could not be made was parked in its turn, and is sent when a person gives another.
      const wasParked = (name: string) =>
        moments.some(({ after }) => after.steps[name]?.parked?.code === 'ARGUMENT_FAILED');
      const undone = [...first.keys()].filter((name) => !wasParked(name));
      const { started } = ending(moments);
      for (const group of [undone.filter(isLast), undone.filter((name) => !isLast(name))]) {
        expect(group).toEqual([...group].sort((left, right) => started.indexOf(right) - started.indexOf(left)));
      }
      for (const { command, after } of sent(moments)) {
        if (command.operation !== 'compensate' || !isLast(command.call.step)) continue;
        for (const [name, { status }] of Object.entries(after.steps)) {
          if (!isLast(name) && after.started.includes(name))
            expect(['refused', 'compensated', 'skipped']).toContain(status);
        }
      }
    });
  });

  it('leaves nothing applied or in doubt behind when it has unwound (R7)', () => {
    property((_saga, moments) => {
      if (ending(moments).status !== 'compensated') return;
      for (const { status } of Object.values(ending(moments).steps))
        expect(['refused', 'compensated', 'skipped']).toContain(status);
    });
  });

  it('completes only with every step applied, or given up by a person after the pivot', () => {
    property((saga, moments) => {
      if (ending(moments).status !== 'completed') return;
      for (const { name, kind } of saga.steps) {
        expect(kind === 'retriable' ? ['applied', 'skipped'] : ['applied']).toContain(
          ending(moments).steps[name]?.status,
        );
      }
      expect(sent(moments).filter(({ command }) => command.operation === 'compensate')).toEqual([]);
    });
  });

  it('never undoes once the pivot was sent, unless the pivot was definitely refused (R4, R5)', () => {
    property((saga, moments) => {
      const pivot = saga.steps.find(({ kind }) => kind === 'pivot')?.name;
      for (const { command, after } of sent(moments)) {
        if (command.operation === 'compensate' && isPivotSent(saga, after))
          expect(after.steps[pivot as string]?.status).toBe('refused');
      }
    });
  });

  it('takes the first cause and keeps it, and a cancel in time always unwinds (R6)', () => {
    property((saga, moments) => {
      const causes = moments.map(({ after }) => after.cause).filter((cause) => cause !== undefined);
      for (const cause of causes) expect(cause).toEqual(causes[0]);
      for (const { event, before, after } of moments) {
        if (event.kind !== 'cancelRequested') continue;
        expect(after.cause !== undefined).toBe(before.cause !== undefined || canCancel(saga, before));
      }
    });
  });

  it('gives each call its own key, and the same call again the same key (R10)', () => {
    property((_saga, moments) => {
      const arguments_ = new Map<string, string>();
      for (const { command } of sent(moments)) {
        const { key } = command.call;
        expect(key).toMatch(new RegExp(`^saga-1/${command.call.step}/${command.operation}(~\\d+)?$`));
        if (command.operation === 'compensate') continue; // what an undo is told may grow, as more becomes known
        expect(arguments_.get(key) ?? JSON.stringify(command.argument)).toBe(JSON.stringify(command.argument));
        arguments_.set(key, JSON.stringify(command.argument));
      }
    });
  });

  it('shows needsAttention exactly while a call is parked (R7, R9)', () => {
    property((_saga, moments) => {
      for (const { after } of moments) {
        if (hasEnded(after)) continue;
        const isParked = Object.values(after.steps).some(({ status }) => status === 'parked');
        expect(after.status).toBe(isParked ? 'needsAttention' : after.cause === undefined ? 'running' : 'compensating');
      }
    });
  });
});
