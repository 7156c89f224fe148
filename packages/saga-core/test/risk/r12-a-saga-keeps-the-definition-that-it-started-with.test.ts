import { randomUUID } from 'node:crypto';
import type { AnySaga } from 'saga-core';
import type { SagaHandle } from 'saga-core/client';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../src/definition/fingerprint.ts';
import type { DeskActivities } from '../support/booking-sagas.ts';
import { applies, type Behaviour, fails, refuses, waitsFor } from '../support/desk.ts';
import { type Gate, gate } from '../support/gate.ts';
import { caches } from '../support/open-desk.ts';
import { type Deployments, openDeployments } from './support/deployments.ts';
import { versionedParent1, versionedParent2, versionedSaga1, versionedSaga2 } from './support/versioned-sagas.ts';

type Activity = keyof DeskActivities;
type Script = Readonly<Partial<Record<Activity, readonly Behaviour[]>>>;

/** A saga in flight while a deployment takes another's place. */
interface Phase {
  readonly when: string;
  /** What the desk does: `first` opens under the next deployment, `second` under the one after that. */
  readonly script: (first: Promise<void>, second: Promise<void>) => Script;
  /** What the desk has seen when the next deployment comes, and the one after that. */
  readonly seen: readonly [first: Activity | undefined, second: Activity | undefined];
  /** What somebody does under the next deployment. */
  readonly act?: (saga: SagaHandle<unknown>) => Promise<unknown>;
  readonly needsApproval?: true;
  readonly ends: string;
  readonly calls: readonly Activity[];
  /** How many of the last calls are sent at the same time, so that any may be seen first. */
  readonly atOnce?: number;
}

const declined = refuses('CARD_DECLINED');
const decision = { actor: 'operator', reason: 'unlocked' };
const attention = (saga: SagaHandle<unknown>) =>
  expect.poll(async () => (await saga.status()).status).toBe('needsAttention');
const toEnd = ['open', 'reserve', 'charge', 'confirm', 'ticket'] as const;

/** Version 1, which old → new → old meet in flight. */
const phasesOf1: readonly Phase[] = [
  {
    when: 'its first step is in flight',
    script: (first, second) => ({ open: [waitsFor(first)], charge: [waitsFor(second)] }),
    seen: ['open', 'charge'],
    ends: 'version 1',
    calls: toEnd,
  },
  {
    when: 'a step in the middle is in flight',
    script: (first, second) => ({ reserve: [waitsFor(first)], confirm: [waitsFor(second)] }),
    seen: ['reserve', 'confirm'],
    ends: 'version 1',
    calls: toEnd,
  },
  {
    when: 'it waits for a word',
    script: (_first, second) => ({ charge: [waitsFor(second)] }),
    seen: ['reserve', 'charge'],
    act: (saga) => saga.answer('approval', { value: { approvedBy: 'desk 4' } }),
    needsApproval: true,
    ends: 'version 1',
    calls: toEnd,
  },
  {
    when: 'a step that is about to be refused is in flight',
    script: (first, second) => ({ charge: [waitsFor(first, declined)], release: [waitsFor(second)] }),
    seen: ['charge', 'release'],
    ends: 'refused',
    calls: ['open', 'reserve', 'charge', 'release', 'close'],
  },
  {
    when: 'a step that is about to be in doubt is in flight',
    script: (first, second) => ({ charge: [waitsFor(first, fails())], refund: [waitsFor(second)] }),
    seen: ['charge', 'refund'],
    ends: 'inDoubt',
    calls: ['open', 'reserve', 'charge', 'charge', 'refund', 'release', 'close'],
  },
  {
    when: 'it is cancelled under the next deployment',
    script: (first, second) => ({ charge: [waitsFor(first)], release: [waitsFor(second)] }),
    seen: ['charge', 'release'],
    act: (saga) => saga.cancel(),
    ends: 'cancelled',
    calls: ['open', 'reserve', 'charge', 'refund', 'release', 'close'],
  },
  {
    when: 'an undo is in flight',
    script: (first, second) => ({ charge: [declined], release: [waitsFor(first)], close: [waitsFor(second)] }),
    seen: ['release', 'close'],
    ends: 'refused',
    calls: ['open', 'reserve', 'charge', 'release', 'close'],
  },
  {
    when: 'an undo is parked, and the decision comes under the next deployment',
    script: (_first, second) => ({
      charge: [declined],
      release: [refuses('LOCKED'), applies()],
      close: [waitsFor(second)],
    }),
    seen: ['release', 'close'],
    act: async (saga) => {
      await attention(saga);
      await saga.resolve({ ...decision, step: 'reserveRoom', action: 'retry' });
    },
    ends: 'refused',
    calls: ['open', 'reserve', 'charge', 'release', 'release', 'close'],
  },
  {
    when: 'the pivot is in flight',
    script: (first, second) => ({ confirm: [waitsFor(first)], ticket: [waitsFor(second)] }),
    seen: ['confirm', 'ticket'],
    ends: 'version 1',
    calls: toEnd,
  },
  {
    when: 'the pivot is parked, and the decision comes under the next deployment',
    script: (_first, second) => ({ confirm: [fails()], ticket: [waitsFor(second)] }),
    seen: ['confirm', 'ticket'],
    act: async (saga) => {
      await attention(saga);
      await saga.resolve({ ...decision, step: 'confirmTrip', action: 'resolvedElsewhere', outcome: 'applied' });
    },
    ends: 'version 1',
    calls: ['open', 'reserve', 'charge', 'confirm', 'confirm', 'ticket'],
  },
  {
    when: 'a retriable step is in flight, through both deployments',
    script: (_first, second) => ({ ticket: [waitsFor(second)] }),
    seen: ['ticket', 'ticket'],
    ends: 'version 1',
    calls: toEnd,
  },
];

/** Version 2, in flight when its deployment is taken back. */
const phasesOf2: readonly Phase[] = [
  {
    when: 'its first step is in flight',
    script: (_first, second) => ({ charge: [waitsFor(second)] }),
    seen: [undefined, 'charge'],
    ends: 'version 2',
    calls: ['charge', 'reserve', 'ticket'],
  },
  {
    when: 'a step that is about to be refused is in flight',
    script: (_first, second) => ({ reserve: [waitsFor(second, refuses('FULL'))] }),
    seen: [undefined, 'reserve'],
    ends: 'refused',
    calls: ['charge', 'reserve', 'refund'],
  },
  {
    when: 'it is unwinding all at once',
    script: (_first, second) => ({
      ticket: [refuses('NO_TICKET')],
      refund: [waitsFor(second)],
      close: [waitsFor(second)],
    }),
    seen: [undefined, 'close'],
    ends: 'refused',
    calls: ['charge', 'reserve', 'ticket', 'close', 'refund'],
    atOnce: 2,
  },
  {
    when: 'the pivot is in flight',
    script: (_first, second) => ({ ticket: [waitsFor(second)] }),
    seen: [undefined, 'ticket'],
    ends: 'version 2',
    calls: ['charge', 'reserve', 'ticket'],
  },
];

interface InFlight {
  readonly id: string;
  readonly phase: Phase;
  readonly version: number;
  readonly saga: SagaHandle<unknown>;
  readonly first: Gate;
  readonly second: Gate;
}

describe.each(caches)('R12, a saga keeps the definition that it started with (worker %o)', (cache) => {
  const at = openDeployments(cache);

  it('old → new → old: whatever is in flight ends as its own definition says', async () => {
    await at.deploy('old');
    const ones = await Promise.all(phasesOf1.map((phase) => start(at, versionedSaga1, phase)));
    await Promise.all(ones.map(({ id, phase }) => phase.seen[0] && at.desk.hasSeen(id, phase.seen[0])));

    await at.deploy('new');
    const twos = await Promise.all(phasesOf2.map((phase) => start(at, versionedSaga2, phase)));
    await Promise.all(
      ones.map(async ({ phase, saga, first }) => {
        // Before the call that is held is answered: a cancel that comes with its answer may come too late.
        await phase.act?.(saga);
        first.open();
      }),
    );
    const all = [...ones, ...twos];
    await Promise.all(all.map(({ id, phase }) => phase.seen[1] && at.desk.hasSeen(id, phase.seen[1])));

    await at.deploy('old-again');
    for (const { second } of all) second.open();
    const ended = await Promise.all(all.map(async ({ saga }) => endOf(saga)));

    const found = all.map(({ id, phase, version }, index) => ({
      version,
      when: phase.when,
      ends: ended[index],
      calls: inOrder(at.desk.names(id), phase),
      by: definitionsOf(at, id),
    }));
    const expected = all.map(({ phase: { when, ends, calls }, version }) => ({
      version,
      when,
      ends,
      calls,
      by: [version],
    }));
    expect(found).toEqual(expected);
  });

  it('so does a child saga that its parent starts and unwinds under the next deployment', async () => {
    await at.deploy('old');
    const id = newId();
    const [opened, charged] = [gate(), gate()];
    at.desk.script(id, 'open', waitsFor(opened.opened));
    at.desk.script(id, 'charge', waitsFor(charged.opened, declined));
    const saga = await at.sagas.start(versionedParent1, { id, input: { tripId: id, needsApproval: false } });
    await at.desk.hasSeen(id, 'open');
    await at.deploy('new');
    opened.open();
    await at.desk.hasSeen(id, 'charge');
    expect(at.desk.names(`${id}/bookRoom`)).toEqual(['reserve']);
    await at.deploy('old-again');
    const newer = newId();
    await expect(
      at.sagas.execute(versionedParent2, { id: newer, input: { tripId: newer, needsApproval: false } }),
    ).resolves.toBe('room 2');
    charged.open();
    expect(await endOf(saga)).toBe('refused');
    expect(at.desk.names(id)).toEqual(['open', 'charge', 'close']);
    expect([...at.desk.names(`${id}/bookRoom`), ...at.desk.names(`${id}/bookRoom/unwind`)]).toEqual([
      'reserve',
      'release',
    ]);
    expect(definitionsOf(at, `${id}/bookRoom`)).toEqual([1]);
    expect(definitionsOf(at, `${newer}/bookRoom`)).toEqual([2]);
  });

  it.each(['new', 'old-again'] as const)(
    'one that was started without a memo has the oldest that is known (%s)',
    async (deployment) => {
      await at.deploy(deployment);
      const id = newId();
      const { taskQueue } = at;
      const args = [{ tripId: id, needsApproval: false }];
      await expect(at.temporal.workflow.execute('versioned', { workflowId: id, taskQueue, args })).resolves.toBe(
        'version 1',
      );
      expect(at.desk.names(id)).toEqual(toEnd);
    },
  );

  it('an unknown one stops that saga’s progress with a clear error, and loses nothing', async () => {
    await at.deploy('old');
    const id = newId();
    const charged = gate();
    at.desk.script(id, 'charge', waitsFor(charged.opened));
    const saga = await at.sagas.start(versionedSaga1, { id, input: { tripId: id, needsApproval: false } });
    await at.desk.hasSeen(id, 'charge');

    await at.deploy('forgetful');
    charged.open();
    await expect.poll(() => failedTask(at, id)).toBeDefined();
    expect(await failedTask(at, id)).toContain(
      `This saga was started with a definition of 'versioned' ("${fingerprint(versionedSaga1)}") that this worker does not know; it knows version 2 (${fingerprint(versionedSaga2)}).`,
    );
    // Others are served meanwhile, and this one is open and has done nothing.
    const other = newId();
    await expect(
      at.sagas.execute(versionedSaga2, { id: other, input: { tripId: other, needsApproval: false } }),
    ).resolves.toBe('version 2');
    expect((await at.temporal.workflow.getHandle(id).describe()).status.name).toBe('RUNNING');
    expect(at.desk.names(id)).toEqual(['open', 'reserve', 'charge']);

    await at.deploy('new');
    await expect(saga.result()).resolves.toBe('version 1');
    expect(at.desk.names(id)).toEqual(toEnd);
  });
});

function newId(): string {
  return `trip-${randomUUID()}`;
}

async function start(at: Deployments, definition: AnySaga, phase: Phase): Promise<InFlight> {
  const id = newId();
  const [first, second] = [gate(), gate()];
  for (const [activity, behaviours] of Object.entries(phase.script(first.opened, second.opened)))
    at.desk.script(id, activity as Activity, ...behaviours);
  const input = { tripId: id, needsApproval: phase.needsApproval ?? false };
  const saga = await at.sagas.start(definition, { id, input });
  return { id, phase, version: definition.version, saga, first, second };
}

function inOrder(calls: readonly string[], { atOnce = 0 }: Phase): readonly string[] {
  const last = calls.length - atOnce;
  return [...calls.slice(0, last), ...calls.slice(last).sort()];
}

/** What it gave, or why it was unwound. */
async function endOf(saga: SagaHandle<unknown>): Promise<unknown> {
  return await saga.result().catch((error: { sagaCause?: { kind: string } }) => error.sagaCause?.kind ?? error);
}

/** The versions of the definitions that made a saga's calls. */
function definitionsOf(at: Deployments, id: string): readonly unknown[] {
  return [...new Set(at.desk.seen(id).map(({ argument }) => (argument as { definition: number }).definition))];
}

async function failedTask(at: Deployments, id: string): Promise<string | undefined> {
  const { events } = await at.temporal.workflow.getHandle(id).fetchHistory();
  const failed = events?.find(({ workflowTaskFailedEventAttributes }) => workflowTaskFailedEventAttributes);
  return failed?.workflowTaskFailedEventAttributes?.failure?.message ?? undefined;
}
