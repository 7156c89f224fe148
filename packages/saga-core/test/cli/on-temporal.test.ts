import { isDeepStrictEqual } from 'node:util';
import { refusal } from 'saga-core/activity';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { bookingSaga, parkingBookingSaga } from '../support/booking-sagas.ts';
import { fails, refuses, waitsFor } from '../support/desk.ts';
import { gate } from '../support/gate.ts';
import { openDesk } from '../support/open-desk.ts';
import { runHere } from './support/run-here.ts';
import { type Ran, runSaga, sagaCommand, start } from './support/run-saga.ts';

const esc = String.fromCharCode(27);

describe('saga, on Temporal', () => {
  const at = openDesk();
  const env = () => ({ TEMPORAL_ADDRESS: inject('localStack').temporalAddress });
  const saga = async (args: readonly string[]): Promise<Ran> => {
    vi.stubEnv('TEMPORAL_ADDRESS', inject('localStack').temporalAddress);
    return await runHere(...args);
  };
  const json = async (...args: readonly string[]) => {
    const { out, code } = await saga([...args, '--json']);
    return { code, document: JSON.parse(out) as Record<string, unknown> };
  };

  async function parkedUndo(): Promise<string> {
    const id = at.newId();
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    at.desk.script(id, 'refund', async () => {
      throw refusal({ code: 'ACCOUNT_CLOSED', detail: `gone${esc}[2J\u009b1m` });
    });
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
    return id;
  }

  it('finds a saga that waits for a person, shows why, and decides it to its end', async () => {
    const id = await parkedUndo();
    const listed = ['list', '--status', 'needsAttention', '--saga', 'booking', '--search', id.slice(4)];
    await expect.poll(async () => (await saga(listed)).out).toMatch(new RegExp(`needsAttention .* booking +${id}\n`));
    expect((await json(...listed)).document).toMatchObject({ sagas: [{ id, status: 'needsAttention' }], more: false });

    const shown = await saga(['show', id]);
    expect(shown.out).toMatch(new RegExp(`Saga ${id}: NEEDS ATTENTION.*confirmTrip was refused \\(SOLD_OUT\\)`));
    expect(shown.out).toMatch(/PARKED since .* UTC: its undo waits .* \(ACCOUNT_CLOSED: gone\\u001b\[2J\\u009b1m\)/);
    expect(shown).toMatchObject({ code: 0, err: '' });
    const { document } = await json('show', id);
    expect(document).toMatchObject({ id, status: { status: 'needsAttention' }, timeline: { id } });

    const preview = await saga(['preview', id]);
    expect(preview.out).toMatch(/in this order:\n {2}1\. chargeCard: desk\.refund\(\{"paymentId":"pay-1"\}\)/);

    const misfit = await saga(['resolve', id, 'reserveRoom', 'retry', '--reason', 'why not']);
    expect(misfit).toMatchObject({ code: 1, out: '' });
    expect(misfit.err).toContain("DECISION_MISFIT: Step 'reserveRoom' is compensated, not parked");

    const decided = await json('resolve', id, 'chargeCard', 'resolvedElsewhere', '--reason', 'paid back in cash');
    expect(decided).toMatchObject({ code: 0, document: { id, status: expect.stringMatching(/^compensat/) } });
    await expect(at.sagas.handle(bookingSaga, id).result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    const after = await saga(['show', id]);
    expect(after.out).toContain('paid back in cash');
    for (const { out, err } of [shown, preview, after]) expect(out + err).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('tries a call again with the argument that it is given, and says who decided', async () => {
    const id = at.newId();
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    at.desk.script(id, 'refund', refuses('ACCOUNT_CLOSED'), async () => undefined);
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
    const decision = ['--with', '-', '--reason', 'another account', '--actor', 'desk-4'];
    const { code } = await runSaga(['resolve', id, 'chargeCard', 'retry', ...decision], {
      env: env(),
      input: '{"account":"2"}',
    });
    expect(code).toBe(0);
    await expect(trip.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    expect(
      at.desk
        .seen(id)
        .filter(({ activity }) => activity === 'refund')
        .at(-1)?.argument,
    ).toEqual({ account: '2' });
    expect((await saga(['show', id])).out).toMatch(/desk-4[\s\S]*another account/);
  });

  it('turns a saga back only when that is said: asked on a terminal, by --yes in a script, never by default', async () => {
    const [asked, told] = [at.newId(), at.newId()];
    for (const id of [asked, told]) {
      at.desk.script(id, 'charge', fails());
      await at.sagas.start(parkingBookingSaga, { id, input: { tripId: id } });
    }
    const handle = (id: string) => at.sagas.handle(parkingBookingSaga, id);
    for (const id of [asked, told])
      await expect.poll(async () => (await handle(id).status()).status).toBe('needsAttention');
    const decision = (id: string, ...more: string[]) => [
      ...['resolve', id, 'chargeCard', 'resolvedElsewhere', '--outcome', 'refused', '--reason', 'no charge'],
      ...more,
    ];
    const silent = await saga(decision(told));
    expect(silent).toMatchObject({ code: 2, out: '' });
    expect(silent.err).toMatch(/Would be undone, in this order:[\s\S]*desk\.release[\s\S]*CONFIRMATION_MISSING.*--yes/);
    expect(silent.err).not.toContain('desk.refund');
    expect((await handle(told).status()).status).toBe('needsAttention');

    expect((await saga(decision(told, '--yes'))).code).toBe(0);
    await expect(handle(told).result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });

    const typed = async (answer: string) => {
      const asking = onTerminal(decision(asked));
      await asking.says('Type yes: ');
      asking.child.stdin?.write(`${answer}\n`);
      return await asking.ended;
    };
    const no = await typed('no');
    expect(no).toMatchObject({ code: 1, out: expect.stringContaining('Nothing was decided.') });
    expect((await handle(asked).status()).status).toBe('needsAttention');
    expect((await typed('yes')).code).toBe(0);
    await expect(handle(asked).result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
  });

  it('follows a saga to its end: a line for each change, a line of JSON, or a terminal that is drawn over', async () => {
    const id = at.newId();
    const { opened, open } = gate();
    at.desk.script(id, 'reserve', waitsFor(opened));
    await at.sagas.start(bookingSaga, { id, input: { tripId: id }, timeoutScale: 10 });
    const watch = ['show', id, '--watch', '--within', '30s'];
    const plain = start([...sagaCommand, ...watch], { env: env() });
    const lines = start([...sagaCommand, ...watch, '--json'], { env: env() });
    const drawn = onTerminal(watch);
    await Promise.all([plain, lines, drawn].map(({ says }) => says('reserveRoom')));
    open();
    const [byLine, byJson, byScreen] = await Promise.all([plain.ended, lines.ended, drawn.ended]);
    expect(byLine).toMatchObject({ code: 0, err: '' });
    expect(byLine.out).toMatch(/Z {2}step chargeCard: applied\n[\s\S]*Z {2}saga trip-\S+: completed\n$/);
    expect(byJson.code).toBe(0);
    const views = byJson.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { status: string });
    expect(views.map(({ status }) => status)).toEqual([...views.slice(1).map(() => 'running'), 'completed']);
    expect(byScreen.code).toBe(0);
    expect(byScreen.out).toContain(`${esc}[0J`);
    expect(byScreen.out).toContain(`${esc}[3`);
    expect(byScreen.out.slice(byScreen.out.lastIndexOf(`${esc}[0J`))).toMatch(/completed[\s\S]*sendTicket/);
  });

  it('ends a watch with 130 when it is interrupted, and leaves the saga as it is', async () => {
    const id = at.newId();
    const { opened, open } = gate();
    at.desk.script(id, 'reserve', waitsFor(opened));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id }, timeoutScale: 10 });
    const watch = start([...sagaCommand, 'show', id, '--watch'], { env: env() });
    await watch.says('reserveRoom');
    watch.child.kill('SIGINT');
    expect((await watch.ended).code).toBe(130);
    open();
    await trip.result();
  });

  it('cancels what can be cancelled, and says when it is too late', async () => {
    const [running, done] = [at.newId(), at.newId()];
    const { opened, open } = gate();
    at.desk.script(running, 'reserve', waitsFor(opened));
    const trip = await at.sagas.start(bookingSaga, { id: running, input: { tripId: running }, timeoutScale: 10 });
    await at.desk.hasSeen(running, 'reserve');
    expect(await json('cancel', running, '--detail', 'no longer wanted', '--actor', 'alice')).toEqual({
      code: 0,
      document: { id: running, accepted: true },
    });
    open();
    await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'cancelled' } });
    expect((await saga(['show', running])).out).toMatch(/cancel asked by alice, accepted, because: no longer\s+wanted/);
    await at.sagas.execute(bookingSaga, { id: done, input: { tripId: done } });
    const late = await saga(['cancel', done]);
    expect(late).toMatchObject({ code: 1, out: expect.stringMatching(/^Too late: /) });
    expect(await json('preview', done)).toMatchObject({
      document: { preview: { kind: 'ended', status: 'completed' } },
    });
  });

  it('lets workflows alone that are no sagas, and says that they are none', async () => {
    const id = `--payroll 'x' ${at.newId()}`;
    await at.temporal.workflow.start('payroll', { workflowId: id, taskQueue: 'nobody' });
    onTestFinished(async () => void (await at.temporal.workflow.getHandle(id).terminate()));
    const other = `payroll-${at.newId()}`;
    await at.temporal.workflow.start('bookingByHand', {
      workflowId: other,
      taskQueue: at.taskQueue,
      args: [{ tripId: other }],
    });
    const within = ['--within', '3s'];
    expect((await saga(['cancel', ...within, '--', id])).code).toBe(3);
    for (const command of ['cancel', 'show', 'preview'])
      expect(await saga([command, ...within, other]), command).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringMatching(/^NOT_A_SAGA: /),
      });
    for (const one of [id, other]) {
      const { events } = await at.temporal.workflow.getHandle(one).fetchHistory();
      expect(events?.some((event) => event.workflowExecutionCancelRequestedEventAttributes)).toBe(false);
    }
  });

  it('finds a saga that was terminated, and undoes it on the task queue that it came from', async () => {
    const id = at.newId();
    const { opened, open } = gate();
    at.desk.script(id, 'reserve', waitsFor(opened));
    await at.sagas.start(bookingSaga, { id, input: { tripId: id }, timeoutScale: 10 });
    await at.desk.hasSeen(id, 'reserve');
    await at.temporal.workflow.getHandle(id).terminate();
    open();
    const sagas = new URL('../support/booking-sagas.ts', import.meta.url).pathname;
    const orphans = ['orphans', sagas, '--saga', 'booking'];
    await expect
      .poll(async () => (await json(...orphans)).document.orphans)
      .toContainEqual(expect.objectContaining({ id, closedAs: 'terminated', undos: ['reserveRoom', 'openTrip'] }));
    const watched = await saga(['show', id, '--watch']);
    expect(watched).toMatchObject({ code: 1, err: expect.stringContaining('SAGA_BROKEN_OFF') });
    expect(await json(...orphans, '--unwind', id, 'no-such-trip')).toEqual({
      code: 1,
      document: {
        unwound: [
          { id, unwoundBy: `${id}/unwind` },
          { id: 'no-such-trip', notUnwound: expect.stringContaining("Temporal knows no saga 'no-such-trip'") },
        ],
      },
    });
    await expect(at.sagas.handle(bookingSaga, `${id}/unwind`).result()).rejects.toMatchObject({
      code: 'SAGA_COMPENSATED',
    });
    expect(at.desk.names(id)).toEqual(expect.arrayContaining(['release', 'close']));
  });

  it('pages, and ends in silence when its reader has seen enough', async () => {
    for (const id of [at.newId(), at.newId(), at.newId()])
      await at.sagas.execute(bookingSaga, { id, input: { tripId: id } });
    const page = (skip: string) => json('list', '--saga', 'booking', '--limit', '1', '--skip', skip);
    await expect.poll(async () => (await page('1')).document.more).toBe(true);
    expect((await page('0')).document.sagas).toHaveLength(1);
    // Another test may start a booking between the two, and then the second page begins with what the first had.
    const isAnother = async () => {
      const [first, second] = [await page('0'), await page('1')];
      return !isDeepStrictEqual(first.document.sagas, second.document.sagas);
    };
    await expect.poll(isAnother).toBe(true);
    const hint = await saga(['list', '--limit', '2']);
    expect(hint.err).toBe('There are more: --skip 2 shows the next, --all shows all.\n');
    const piped = await start(
      ['bash', '-c', `"$@" list --all | head -1; exit "\${PIPESTATUS[0]}"`, 'bash', ...sagaCommand],
      {
        env: env(),
      },
    ).ended;
    expect(piped).toEqual({ code: 0, out: expect.stringMatching(/^STATUS +STARTED +SAGA +ID\n$/), err: '' });
  });

  it.each([
    [['show', 'no-such-trip'], 2, /^SAGA_NOT_FOUND: .*'no-such-trip'/],
    [['cancel', 'no-such-trip'], 2, /^SAGA_NOT_FOUND/],
    [['list', '--namespace', 'no-such-namespace'], 3, /no-such-namespace/],
    [
      ['list', '--address', '127.0.0.1:1', '--within', '300ms'],
      3,
      /^TEMPORAL_UNREACHABLE: No Temporal answers at 127\.0\.0\.1:1 /,
    ],
    [['list', '--profile', 'no-such-profile'], 2, /^TEMPORAL_SETTINGS: .*no-such-profile/],
    [['list', '--saga', "x' OR 1=1"], 2, /A saga's name begins with a letter/],
    [['list', '--since', 'yesterday'], 2, /such as 2h, or a date/],
    [['list', '--limit', '-1'], 2, /Give a whole number/],
    [['show', 'x', '--zone', 'Mars/Olympus'], 2, /time zone of the IANA database/],
    [['resolve', 'x', 'y', 'retry'], 2, /--reason/],
    [['resolve', 'x', 'y', 'give-up', '--reason', 'z'], 2, /retry, skip, resolvedElsewhere/],
    [['resolve', 'x', 'y', 'skip', '--reason', 'z', '--with', '1'], 2, /^USAGE: --with does not go with skip/],
    [['resolve', 'x', 'y', 'retry', '--reason', 'z', '--with', '{a}'], 2, /^USAGE: --with is no JSON/],
    [
      ['resolve', 'x', 'y', 'retry', '--reason', 'z', '--with', '@none.json'],
      2,
      /^USAGE: --with @none\.json can't be read/,
    ],
  ])('says in a line what is wrong with %j', async (args, code, complaint) => {
    const ran = await saga(args);
    expect(ran).toMatchObject({ code, out: '', err: expect.stringMatching(complaint) });
    expect(ran.err).not.toMatch(/^ +at /m);
  });

  it('shows with --debug where an error comes from, and tells it as JSON with --json', async () => {
    const { code, out, err } = await saga(['show', 'no-such-trip', '--json', '--debug']);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({
      error: { code: 'SAGA_NOT_FOUND', message: expect.stringContaining('no-such-trip') },
    });
    expect(err).toMatch(/^ +at /m);
  });

  it('never shows a key that it can not use', async () => {
    const ran = await runSaga(['list'], { env: { ...env(), PAYLOAD_ENCRYPTION_KEYS: 'k1:c2VjcmV0LWtleQ==' } });
    expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^ENCRYPTION_KEYS: /) });
    expect(ran.err).not.toContain('c2VjcmV0');
  });

  /** Runs `saga` on a terminal of 100 columns, as `script` makes one. */
  function onTerminal(args: readonly string[]) {
    const line = ['stty cols 100 rows 50;', ...[...sagaCommand, ...args].map((part) => `'${part}'`)].join(' ');
    return start(['script', '-qefc', line, '/dev/null'], { env: { ...env(), TERM: 'xterm-256color' } });
  }
});
