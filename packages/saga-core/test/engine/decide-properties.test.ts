import fc from 'fast-check';
import type { AnySaga } from 'saga-core';
import { describe, expect, it } from 'vitest';
import { stepNameOf } from '../../src/engine/address.ts';
import { canCancel, hasEnded, isPivotSent } from '../../src/engine/point-of-no-return.ts';
import type { PerformCall } from '../../src/engine/saga-command.ts';
import type { SagaState } from '../../src/engine/saga-state.ts';
import { childState, isSent } from './random-answer.ts';
import { type Life, type Moment, RandomLife } from './random-life.ts';
import { randomShape, sagaOf } from './random-saga.ts';

// Chance is fast-check's, so a counterexample is printed, shrunk, and replayable by its seed and path: give them back as
// SAGA_PROPERTY_SEED and SAGA_PROPERTY_PATH. SAGA_PROPERTY_RUNS raises the number of lives of each property.
const numRuns = Number(process.env.SAGA_PROPERTY_RUNS ?? (process.env.SAGA_TESTS === 'all' ? 600 : 300));
const { SAGA_PROPERTY_SEED: seed, SAGA_PROPERTY_PATH: path } = process.env;
const replay = { ...(seed === undefined ? {} : { seed: Number(seed) }), ...(path === undefined ? {} : { path }) };

const chance = fc.infiniteStream(fc.nat({ max: 999 }), { noHistory: true });

function property(check: (saga: AnySaga, life: Life) => void) {
  const lives = fc.property(randomShape, chance, (shape, stream) => {
    const saga = sagaOf(shape);
    check(saga, new RandomLife(saga, stream[Symbol.iterator]()).live());
  });
  fc.assert(lives, { numRuns, ...replay });
}

const ending = (life: Life): SagaState => (life.at(-1) as Moment).after;
const sent = (life: Life) =>
  life.flatMap(({ commands, after, before }) =>
    commands.filter(isSent).map((command) => ({
      command,
      before,
      after,
      step: command.kind === 'performCall' ? command.call.step : command.step,
      isUndo: command.kind === 'unwindChild' || (command.kind === 'performCall' && command.operation === 'compensate'),
    })),
  );
const calls = (life: Life) =>
  sent(life).filter((one): one is typeof one & { command: PerformCall } => one.command.kind === 'performCall');
const definitionOf = (saga: AnySaga, address: string) => saga.steps.find(({ name }) => name === stepNameOf(address));
const isLast = (saga: AnySaga, address: string) => {
  const step = definitionOf(saga, address);
  return step?.kind === 'compensatable' && step.compensateLast;
};

describe('whatever happens, decide() holds its rules', () => {
  it('ends every saga exactly once, and once more only when it is taken back', () => {
    property((_saga, life) => {
      const ends = life.flatMap(({ commands }) =>
        commands.filter(({ kind }) => kind === 'complete' || kind === 'endCompensated'),
      );
      const last = ending(life);
      if (!hasEnded(last)) {
        // Broken off after its pivot was sent.
        expect([ends, life.at(-1)?.event.kind]).toEqual([[], 'takenBack']);
        return;
      }
      const wasTakenBack = life.some(
        ({ before, event }) => before.status === 'completed' && event.kind === 'takenBack',
      );
      expect(ends.map(({ kind }) => kind)).toEqual([
        ...(wasTakenBack && last.status === 'compensated' ? ['complete'] : []),
        last.status === 'completed' ? 'complete' : 'endCompensated',
      ]);
    });
  });

  it('has heard of all that it sent when it ends, except of calls that did not settle in time', () => {
    property((saga, life) => {
      for (const { commands, open, after } of life) {
        const left = open.filter(({ operation, step }) => {
          // A fence that nobody needs any more was told to stop, and does no harm.
          if (operation === 'fence') return false;
          const isCall = definitionOf(saga, step)?.run.kind === 'call' && operation !== 'compensate';
          const { outcome } = after.steps[step] ?? {};
          return !(isCall && outcome?.kind === 'inDoubt' && outcome.doubt.code === 'UNSETTLED');
        });
        const ends = commands.some(({ kind }) => kind === 'complete' || kind === 'endCompensated');
        if (ends) expect(left).toEqual([]);
      }
    });
  });

  it('has a step on the undo stack before its call is sent (R1)', () => {
    property((_saga, life) => {
      for (const { command, step, after } of sent(life)) {
        const isFence = command.kind === 'performCall' && command.operation === 'fence';
        if (!isFence) expect(after.started).toContain(step);
      }
    });
  });

  it('undoes nothing while a run is in flight, and only what was applied or is in doubt (R1, R2)', () => {
    property((_saga, life) => {
      for (const { isUndo, step, before, after } of sent(life)) {
        if (!isUndo) continue;
        expect(Object.values(after.steps).filter(({ status }) => status === 'running')).toEqual([]);
        expect(['applied', 'inDoubt']).toContain(after.steps[step]?.outcome?.kind);
        expect(before.steps[step]?.status).not.toBe('refused');
      }
    });
  });

  it('waits for calls in flight only until they had their time to settle (R3)', () => {
    property((saga, life) => {
      for (const { event, after } of life) {
        if (event.kind !== 'timerFired' || event.timer !== 'settle') continue;
        for (const [step, { status }] of Object.entries(after.steps))
          if (definitionOf(saga, step)?.run.kind === 'call') expect(status).not.toBe('running');
      }
    });
  });

  it('undoes in reverse start order, the steps that come last after all others (R2, R7)', () => {
    property((saga, life) => {
      const first = [...new Set(sent(life).flatMap(({ isUndo, step }) => (isUndo ? [step] : [])))];
      // An undo that could not be made was parked in its turn, and is sent when a person says how.
      const wasParked = (step: string) =>
        life.some(({ after }) => /^(ARGUMENT_FAILED|CHILD_BROKEN_OFF)$/.test(after.steps[step]?.parked?.code ?? ''));
      const undone = first.filter((step) => !wasParked(step));
      const { started } = ending(life);
      for (const last of [true, false]) {
        const group = undone.filter((step) => isLast(saga, step) === last);
        expect(group).toEqual([...group].sort((left, right) => started.indexOf(right) - started.indexOf(left)));
      }
      for (const { isUndo, step, after } of sent(life)) {
        if (!isUndo || !isLast(saga, step)) continue;
        const before = after.started.filter((other) => !isLast(saga, other));
        for (const other of before) expect(['refused', 'compensated', 'skipped']).toContain(after.steps[other]?.status);
      }
    });
  });

  it('undoes one after the other unless the saga says at once (R2)', () => {
    property((saga, life) => {
      for (const { event, after } of life) {
        const undoing = Object.values(after.steps).filter(({ status }) => status === 'compensating');
        if (saga.unwind === 'sequential' && !life.some(({ event: { kind } }) => kind === 'decisionMade'))
          expect(undoing.length, event.kind).toBeLessThanOrEqual(1);
      }
    });
  });

  it('leaves nothing applied or in doubt behind when it has unwound (R7)', () => {
    property((_saga, life) => {
      if (ending(life).status !== 'compensated') return;
      for (const { status } of Object.values(ending(life).steps))
        expect(['refused', 'compensated', 'skipped']).toContain(status);
    });
  });

  it('undoes every step that may have been applied, whatever it waited for meanwhile (R1)', () => {
    property((_saga, life) => {
      const mayHaveHappened = new Set<string>();
      for (const { event, before } of life) {
        if (event.kind === 'decisionMade' && event.decision.action !== 'retry')
          mayHaveHappened.delete(event.decision.step);
        if (!('step' in event) || ['wordGiven', 'fenceAnswered', 'fenceFailed'].includes(event.kind)) continue;
        if ('operation' in event && event.operation === 'compensate') continue;
        // That a person's argument was refused says nothing of the call before it.
        const isPatched = before.steps[event.step]?.patches?.run !== undefined;
        if (event.kind !== 'callRefused' && event.kind !== 'probeAnswered') mayHaveHappened.add(event.step);
        else if (!isPatched) mayHaveHappened.delete(event.step);
      }
      if (ending(life).status !== 'compensated') return;
      for (const step of mayHaveHappened) expect(ending(life).steps[step]?.status).not.toBe('refused');
    });
  });

  it('completes only with every step applied, not chosen, or given up by a person after the pivot', () => {
    property((saga, life) => {
      const last = ending(life);
      if (last.status !== 'completed') return;
      for (const [step, { status }] of Object.entries(last.steps)) {
        const wasStarted = last.started.includes(step);
        if (!wasStarted) expect(status).toBe('skipped');
        else if (definitionOf(saga, step)?.kind === 'retriable') expect(['applied', 'skipped']).toContain(status);
        else expect(status).toBe('applied');
      }
      expect(sent(life).filter(({ isUndo }) => isUndo)).toEqual([]);
    });
  });

  it('never undoes once the pivot was sent, unless the pivot was definitely refused (R4, R5)', () => {
    property((saga, life) => {
      for (const { isUndo, after } of sent(life)) {
        if (isUndo && isPivotSent(saga, after) && after.fenced !== 'never')
          expect(after.steps.pivot?.status).toBe('refused');
      }
      for (const { event, before, after } of life) {
        if (event.kind === 'takenBack' && before.cause === undefined && isPivotSent(saga, before))
          expect(after).toEqual(before);
      }
    });
  });

  it('takes the first cause and keeps it, and a cancel in time always unwinds (R6)', () => {
    property((saga, life) => {
      const causes = life.map(({ after }) => after.cause).filter((cause) => cause !== undefined);
      for (const cause of causes) expect(cause).toEqual(causes[0]);
      for (const { event, before, after } of life) {
        if (event.kind !== 'cancelRequested') continue;
        // It may first have to be asked whether the pivot has happened.
        const isHeeded = after.cause !== undefined || after.fencing !== undefined;
        expect(isHeeded).toBe(before.cause !== undefined || canCancel(saga, before));
      }
    });
  });

  it('gives each call its own key, and the same call again the same key (R10)', () => {
    property((_saga, life) => {
      const known = new Map<string, string>();
      for (const { command, step } of calls(life)) {
        const { key } = command.call;
        const operation = command.operation === 'compensate' ? 'compensate' : 'run';
        const prefix = `saga-1/${step}/${operation}`;
        expect(key.replace(/~\d+$/, '')).toBe(prefix);
        if (command.operation !== 'run') continue; // what an undo is told may grow, as more becomes known
        const argument = JSON.stringify(command.argument);
        expect(known.get(key) ?? argument).toBe(argument);
        known.set(key, argument);
      }
    });
  });

  it('gives a patched call the argument that a person gave, under a key of its own (R8, R10)', () => {
    property((_saga, life) => {
      for (const { event, commands } of life) {
        if (event.kind !== 'decisionMade' || event.decision.action !== 'retry') continue;
        if (event.decision.argument === undefined) continue;
        expect(commands).toContainEqual(
          expect.objectContaining({
            argument: event.decision.argument,
            call: expect.objectContaining({ step: event.decision.step, key: expect.stringMatching(/~\d+$/) }),
          }),
        );
      }
    });
  });

  it('shows needsAttention exactly while a call is parked (R7, R9)', () => {
    property((_saga, life) => {
      for (const { after } of life) {
        if (hasEnded(after)) continue;
        const isParked = Object.values(after.steps).some(({ status }) => status === 'parked');
        expect(after.status).toBe(isParked ? 'needsAttention' : after.cause === undefined ? 'running' : 'compensating');
      }
    });
  });

  it('keeps a word that came early, and hears each step only once', () => {
    property((_saga, life) => {
      const heard = new Map<string, unknown>();
      for (const { event } of life) {
        if (event.kind !== 'wordGiven') continue;
        expect(heard.has(event.step)).toBe(false);
        heard.set(event.step, event.word);
      }
      for (const [step, word] of heard) {
        const { started, steps } = ending(life);
        const refused = typeof word === 'object' && word !== null && 'refused' in word;
        if (!started.includes(step)) expect(['skipped', 'pending']).toContain(steps[step]?.status);
        else if (refused) expect(steps[step]?.status).toBe('refused');
        else expect(steps[step]?.outcome).toEqual({ kind: 'applied', result: (word as { value: unknown }).value });
      }
    });
  });

  it('unwinds a child saga with what that child left for it, and only one that completed', () => {
    property((_saga, life) => {
      for (const { event, after } of life) {
        if (event.kind === 'callApplied' && event.child !== undefined)
          expect(after.steps[event.step]?.child).toEqual(event.child);
      }
      for (const { command } of sent(life)) {
        if (command.kind === 'unwindChild')
          expect(command.state).toEqual(childState(command.id.replace(/\/unwind$/, '')));
      }
    });
  });

  it('has at most as many items of a list under way as it says', () => {
    property((saga, life) => {
      const lists = saga.steps.flatMap(({ forEach }) => (forEach === undefined ? [] : [forEach]));
      for (const list of new Set(lists)) {
        const steps = saga.steps.filter(({ forEach }) => forEach === list).map(({ name }) => name);
        for (const { after } of life) {
          if (after.cause !== undefined) continue;
          const underWay = new Set(
            after.started
              .filter((address) => steps.includes(stepNameOf(address)))
              .filter((address) => ['running', 'parked'].includes(after.steps[address]?.status ?? ''))
              .map((address) => address.slice(address.indexOf('/'))),
          );
          expect(underWay.size).toBeLessThanOrEqual(concurrencyOf(saga.flow, list));
        }
      }
    });
  });

  it('asks about a run in doubt at most once each time it was sent', () => {
    property((_saga, life) => {
      const asked = new Map<string, number>();
      for (const { command, step } of calls(life)) {
        if (command.operation === 'run') asked.set(step, 0);
        if (command.operation !== 'probe') continue;
        asked.set(step, (asked.get(step) ?? 0) + 1);
        expect(asked.get(step)).toBe(1);
      }
    });
  });
});

describe('of local tries nobody knows how far a worker got, so decide()', () => {
  it('undoes nothing once the pivot has happened, by its own answer or by that of its fence (R4)', () => {
    property((_saga, life) => {
      let hasHappened = false;
      for (const { event, commands, after } of life) {
        // A person's word is the last one.
        if (event.kind === 'decisionMade' && event.decision.step === 'pivot') hasHappened = false;
        if (after.steps.pivot?.status === 'applied' || (event.kind === 'fenceAnswered' && after.fenced === 'applied'))
          hasHappened = true;
        const undoes = commands.some(
          (command) =>
            command.kind === 'unwindChild' || (command.kind === 'performCall' && command.operation === 'compensate'),
        );
        expect(hasHappened && undoes).toBe(false);
      }
    });
  });

  it('never sends a pivot again that was fenced before it happened', () => {
    property((_saga, life) => {
      for (const { command, before, step } of sent(life)) {
        const isRun = command.kind === 'performCall' && command.operation === 'run';
        if (isRun && step === 'pivot') expect(before.fenced).not.toBe('never');
      }
    });
  });

  it('undoes all that any worker could have sent, and makes sure of the pivot before (R14)', () => {
    property((saga, life) => {
      for (const { before, after } of life) {
        if (before.cause !== undefined || after.cause === undefined || after.cause.kind === 'refused') continue;
        const isDone = ({ name }: { readonly name: string }) => before.steps[name]?.status === 'applied';
        const current = saga.flow.find((node) => !('batch' in node) || !('name' in node) || !isDone(node));
        const isReached = saga.flow
          .slice(0, current === undefined ? 0 : saga.flow.indexOf(current))
          .every((node) => 'name' in node && isDone(node));
        if (!isReached || current === undefined || !('batch' in current)) continue;
        for (const step of saga.flow) {
          if (!('batch' in step) || step.batch !== current.batch || !('name' in step)) continue;
          if (step.kind === 'compensatable') expect(after.started).toContain(step.name);
          if (step.kind === 'pivot') expect(after.fenced).toBe('never');
        }
      }
    });
  });

  it('tries nothing locally but the calls of a batch, and no undo before the cause is written down', () => {
    property((saga, life) => {
      for (const { command, step } of calls(life)) {
        if (!command.local) continue;
        expect(saga.execution).toBe('adaptive');
        expect(['run', 'compensate']).toContain(command.operation);
        if (command.operation === 'run') expect(definitionOf(saga, step)?.batch).toBeDefined();
      }
      // What a person decided is written down, and the cause with it.
      const end = life.findIndex(({ event }) => event.kind === 'decisionMade');
      const [first] = sent(end < 0 ? life : life.slice(0, end)).filter(({ isUndo }) => isUndo);
      if (first?.after.cause?.kind === 'refused') expect(first.command).not.toMatchObject({ local: true });
    });
  });
});

function concurrencyOf(flow: AnySaga['flow'], list: string): number {
  for (const node of flow) {
    if (node.kind === 'forEach' && node.id === list) return node.concurrency;
    const inner =
      node.kind === 'parallel'
        ? node.branches.flat()
        : node.kind === 'when' || node.kind === 'forEach'
          ? node.flow
          : [];
    const found = inner.length === 0 ? 0 : concurrencyOf(inner, list);
    if (found > 0) return found;
  }
  return 0;
}
