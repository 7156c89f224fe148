import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  type AnySaga,
  describeFindings,
  type FindingRule,
  nothing,
  participant,
  rollbackPaths,
  saga,
  verify,
} from 'saga-core';
import { describe, expect, it } from 'vitest';
import { createOrderSaga } from '../../../../examples/order-service/src/saga/create-order.ts';
import { buyTicketSaga } from '../provider/buy-ticket.ts';
import { bookings } from '../support/booking-sagas.ts';
import * as flowSagas from '../support/flow-sagas.ts';
import { arbitrarySaga } from './support/arbitrary-saga.ts';

interface Effects {
  run(argument: unknown): Promise<{ id: string }>;
  undo(argument: unknown): Promise<void>;
  fence(argument: unknown): Promise<{ fence: 'never' }>;
}

const desk = participant<Effects>('desk', { barrier: true });
const run = desk.run(({ input }: { readonly input: unknown }) => input);
const compensate = desk.undo(({ input }: { readonly input: unknown }) => input);

const rulesIn = (definition: AnySaga) => verify(definition).map(({ rule, severity, step }) => [rule, severity, step]);
const found = (rule: FindingRule, step: string) => [[rule, 'warning', step]];

describe('verify', () => {
  it('finds nothing in the example, nor in the guide for participants of others', () => {
    expect(verify(createOrderSaga)).toEqual([]);
    expect(verify(buyTicketSaga)).toEqual([]);
    expect(describeFindings([])).toEqual(['Nothing found.']);
  });

  it('finds no error in any saga of the tests', () => {
    const sagas = [...Object.values(flowSagas), ...Object.values(bookings).flatMap((kind) => Object.values(kind))];
    const definitions = sagas.filter((one): one is typeof flowSagas.roomSaga => 'steps' in one);
    expect(definitions.length).toBeGreaterThan(15);
    const errors = definitions.flatMap((one) => verify(one)).filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
  });

  it('gives an answer for any saga, the same each time, in whole sentences that name a step of it', () => {
    fc.assert(
      fc.property(arbitrarySaga, (definition) => {
        const findings = verify(definition);
        expect(verify(definition)).toEqual(findings);
        for (const { message, step, page, rule } of findings) {
          expect(definition.steps.map(({ name }) => name)).toContain(step);
          expect(message).toMatch(/^[A-Z].*'.*\.$/s);
          expect(page).toBe(`docs/rules/${rule}.md`);
        }
        // What is accepted is left out, and nothing else.
        const [first] = findings;
        if (first === undefined) return;
        const rest = verify(definition, { accept: { [first.rule]: [first.step] } });
        expect(rest).toEqual(findings.filter(({ rule, step }) => rule !== first.rule || step !== first.step));
      }),
      { numRuns: 100 },
    );
  });

  it('looks into the sagas that a saga runs, and names their steps by the way to them', () => {
    const hasty = saga('child').step('pay', run, { compensate, timeout: '2m', compensation: { parkAfter: '1m' } });
    const parent = saga('parent')
      .saga('book', hasty.returns(), () => undefined)
      .returns();
    expect(rulesIn(parent)).toEqual(found('UNDO_LESS_PATIENT', 'book/pay'));
    expect(verify(parent, { accept: { UNDO_LESS_PATIENT: ['book/pay'] } })).toEqual([]);
  });

  it('refuses to accept what there is not, and says what was meant', () => {
    const accept = (accepted: unknown) => () => verify(createOrderSaga, { accept: accepted as never });
    expect(accept({ UNDO_LES_PATIENT: [] })).toThrow(/did you mean 'UNDO_LESS_PATIENT'/);
    expect(accept({ UNDO_LESS_PATIENT: ['reserveItem'] })).toThrow(/did you mean 'reserveItems'/);
    expect(accept({ UNDO_LESS_PATIENT: 'reserveItems' })).toThrow(/give a list of step names/);
    expect(() => verify(createOrderSaga, { acept: {} } as never)).toThrow(/did you mean 'accept'/);
    expect(() => verify(saga('open') as never)).toThrow(/returns/);
  });
});

describe('a rule about time', () => {
  const step = (options: object) =>
    saga('one')
      .step('pay', run, { compensate, ...options })
      .returns();

  it.each([
    ['a shorter time', { timeout: '3m' }, { timeout: '2m' }],
    [
      'fewer tries',
      { compensation: { retry: { maximumAttempts: 3 } } },
      { compensation: { retry: { maximumAttempts: 3 } }, retry: { maximumAttempts: 3 } },
    ],
  ])('UNDO_LESS_PATIENT: an undo that has %s than its step', (_, wrong, mended) => {
    expect(rulesIn(step(wrong))).toEqual(found('UNDO_LESS_PATIENT', 'pay'));
    expect(rulesIn(step(mended))).toEqual([]);
  });

  it.each([
    ['a try without an answer takes all of it', { timeout: '5s' }, { timeout: '5s', attemptTimeout: '2s' }],
    [
      'the first wait is as long',
      { timeout: '5s', attemptTimeout: '1s', retry: { initialInterval: '5s' } },
      { timeout: '5s', attemptTimeout: '1s', retry: { initialInterval: '3s' } },
    ],
    [
      'of its undo',
      { compensation: { parkAfter: '30s', attemptTimeout: '30s' } },
      { compensation: { parkAfter: '30s', attemptTimeout: '10s' } },
    ],
    ['unless one try is meant', { timeout: '5s' }, { timeout: '5s', retry: { maximumAttempts: 1 } }],
  ])('RETRY_NEVER_COMES: no time for a second try, %s', (_, wrong, mended) => {
    expect(rulesIn(step(wrong))).toEqual(found('RETRY_NEVER_COMES', 'pay'));
    expect(rulesIn(step(mended))).toEqual([]);
  });

  it('HEARTBEAT_NEVER_MISSED: a heartbeat that is due after its try', () => {
    expect(rulesIn(step({ heartbeatTimeout: '5s' }))).toEqual(found('HEARTBEAT_NEVER_MISSED', 'pay'));
    expect(rulesIn(step({ heartbeatTimeout: '2s' }))).toEqual([]);
  });

  it('DEADLINE_TOO_SHORT: names the step at which the steps’ times go past it', () => {
    const hurried = (deadline: '100s' | '89s' | '59s' | '29s') =>
      saga('hurried', { deadline })
        .step('first', run, { compensate })
        .parallel((siblings) => siblings.step('second', run, { compensate }).waitFor('word', { timeout: '20s' }))
        .step('third', run, { compensate })
        .pivot('last', run, { parkAfter: '1d' })
        .returns();
    expect(rulesIn(hurried('100s'))).toEqual([]);
    expect(rulesIn(hurried('89s'))).toEqual(found('DEADLINE_TOO_SHORT', 'third'));
    expect(rulesIn(hurried('59s'))).toEqual(found('DEADLINE_TOO_SHORT', 'second'));
    expect(verify(hurried('29s'))[0]?.message).toContain('It has 30s for itself alone');
  });
});

describe('FENCE_NEVER_ASKED', () => {
  const fence = desk.fence(() => undefined);
  const asks = (definition: AnySaga) =>
    rollbackPaths(definition).some(({ turns }) => turns.flat().some(({ operation }) => operation === 'fence'));

  it('finds a fence that the engine never asks, and none that it does', () => {
    const plain = saga('plain').step('pay', run, { compensate }).pivot('confirm', run, { fence }).returns();
    const normal = saga('normal', { execution: 'activity' })
      .step('pay', run, { compensate })
      .pivot('confirm', run, { fence })
      .returns();
    const afterList = saga('afterList')
      .forEach(
        () => ['a'],
        { key: (item) => item },
        (each) => each.step('pay', run, { compensate }),
      )
      .pivot('confirm', run, { fence })
      .returns();
    expect([asks(plain), rulesIn(plain)]).toEqual([true, []]);
    for (const definition of [normal, afterList])
      expect([asks(definition), rulesIn(definition)]).toEqual([false, found('FENCE_NEVER_ASKED', 'confirm')]);
  });
});

describe('the pages of the rules', () => {
  const page = (rule: string) => readFileSync(new URL(`../../../../docs/rules/${rule}.md`, import.meta.url), 'utf8');
  const names = page('README').matchAll(/^\| \[`(\w+)`\]\((\w+)\.md\)/gm);

  it('are all in the list, and say how to mend and when to accept what was found', () => {
    const listed = [...names].map(([, name, file]) => [name, file]);
    expect(listed.length).toBe(10);
    for (const [name = '', file] of listed) {
      expect(file).toBe(name);
      expect(page(name)).toMatch(
        new RegExp(`^# ${name}\\n[^]*## What it leads to\\n[^]*## How to mend it\\n[^]*## When to accept it\\n`),
      );
    }
    // Each of them is a rule.
    expect(verify(createOrderSaga, { accept: Object.fromEntries(listed.map(([name]) => [name, []])) })).toEqual([]);
  });
});

describe('what a finding is told in', () => {
  it('puts errors first, each with its page, and counts', () => {
    const definition = saga('told')
      .step('first', run, { compensate, timeout: '3m' })
      .step(
        'second',
        participant<Effects>('bank').run(() => undefined),
        {
          compensate: participant<Effects>('bank').undo(({ outcome }) =>
            outcome.kind === 'applied' ? outcome.result.id : null,
          ),
        },
      )
      .step('third', run, { compensate: nothing })
      .returns();
    const lines = describeFindings(verify(definition));
    expect(lines[0]).toMatch(/^error DOUBT_CANNOT_BE_UNDONE: When step 'second'/);
    expect(lines[1]).toBe('  see docs/rules/DOUBT_CANNOT_BE_UNDONE.md');
    expect(lines[2]).toMatch(/^warning UNDO_LESS_PATIENT: Step 'first'/);
    expect(lines.at(-1)).toBe('1 error, 1 warning.');
  });
});
