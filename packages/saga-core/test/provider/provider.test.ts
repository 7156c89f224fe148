import { randomInt, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createDatabase, type TestDatabase } from '@saga/local-stack';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { SagaClient } from 'saga-core/client';
import { participantSchema } from 'saga-core/participant';
import { bundleSagaWorkflows } from 'saga-core/worker';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { buyTicketSaga } from './buy-ticket.ts';
import { cardActivities } from './card-activities.ts';
import { type RunningProgram, startProgram } from './child-process.ts';
import { seatSchema } from './seat-activities.ts';

// The guide's saga against a real provider process. PROVIDER_SEED=<seed> plays the provider's faults again (which requests they hit
// depends on the order in which requests come).
const seed = Number(process.env.PROVIDER_SEED ?? randomInt(2 ** 31));

let books: TestDatabase;
let bookkeeper: pg.Pool;
const programs: RunningProgram[] = [];
beforeEach(async () => {
  books = await createDatabase(inject('localStack').postgresAdminUrl);
  bookkeeper = new pg.Pool({ connectionString: books.url });
});
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.end('SIGKILL')));
  await bookkeeper.end();
  await books.drop();
});

async function start(file: URL, env: Readonly<Record<string, string>>): Promise<RunningProgram> {
  const program = await startProgram(file, env);
  programs.push(program);
  return program;
}

const startProvider = (env: Readonly<Record<string, string>> = {}) =>
  start(new URL('provider.ts', import.meta.url), { DATABASE_URL: books.url, ...env });

interface Booked {
  readonly reference: string;
  readonly amount: number;
  readonly refunded: number;
}

async function charges(): Promise<readonly Booked[]> {
  return (await bookkeeper.query<Booked>('SELECT reference, amount, refunded FROM charges ORDER BY reference')).rows;
}

describe('the fake provider is as public payment APIs are', () => {
  const post = async (url: string, key: string, amount = 100, path = '/charges') => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'idempotency-key': key },
      body: JSON.stringify({ amount, card: 'card_ok', reference: key }),
    });
    return { status: response.status, body: await response.text() };
  };

  test('it charges once under a key, replays the answer, refuses another request, and forgets the key in time', async () => {
    const { firstLine: url } = await startProvider();
    const first = await post(url, 'k1');
    expect(first.status).toBe(201);
    expect(await post(url, 'k1')).toEqual(first);
    expect(await post(url, 'k1', 200)).toMatchObject({ status: 400 });
    await bookkeeper.query("UPDATE keys SET created_at = created_at - interval '1 day'");
    expect((await post(url, 'k1')).body).not.toBe(first.body);
    expect(await charges()).toHaveLength(2);
  });

  test('it answers 409 while a request with the key is in flight', async () => {
    const { firstLine: url } = await startProvider({ HOLD_MS: '300' });
    const answers = await Promise.all([post(url, 'k1'), post(url, 'k1'), post(url, 'k1')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await charges()).toHaveLength(1);
  });

  test('it refunds a charge once, whichever key it is asked with', async () => {
    const { firstLine: url } = await startProvider();
    const { id } = JSON.parse((await post(url, 'k1')).body) as { id: string };
    expect(await post(url, 'k2', 0, `/charges/${id}/refund`)).toMatchObject({ status: 201 });
    expect(await post(url, 'k2', 0, `/charges/${id}/refund`)).toMatchObject({ status: 201 });
    expect(await post(url, 'k3', 0, `/charges/${id}/refund`)).toMatchObject({ status: 400 });
    expect(await charges()).toMatchObject([{ refunded: 100 }]);
  });
});

describe('the undo of a charge in doubt', () => {
  const charge = { amount: 100, card: 'card_ok' };
  const run = { key: 'saga-1/chargeCard/run', sagaId: 'saga-1', step: 'chargeCard', operation: 'run' } as const;
  const undo = { ...run, key: 'saga-1/chargeCard/compensate', operation: 'compensate' } as const;

  test('leaves nothing that a late copy of the request could still charge', async () => {
    const { firstLine: url } = await startProvider();
    const cards = cardActivities({ url });
    await cards.refund({ chargeKey: run.key, charge }, undo);
    await cards.charge(charge, run);
    expect(await charges()).toEqual([{ reference: run.key, amount: 100, refunded: 100 }]);
  });

  test('finds the charge by its reference when the keys have expired, and refunds it once', async () => {
    const { firstLine: url } = await startProvider();
    const cards = cardActivities({ url });
    await cards.charge(charge, run);
    await bookkeeper.query('DELETE FROM keys');
    await cards.refund({ chargeKey: run.key, charge }, undo);
    await bookkeeper.query('DELETE FROM keys');
    await cards.refund({ chargeKey: run.key, charge }, undo);
    expect(await charges()).toEqual([{ reference: run.key, amount: 100, refunded: 100 }]);
  });

  test('has nothing to do for a card that is declined', async () => {
    const { firstLine: url } = await startProvider();
    await cardActivities({ url }).refund({ chargeKey: run.key, charge: { ...charge, card: 'card_declined' } }, undo);
    expect(await charges()).toEqual([]);
  });
});

describe('tickets bought with a provider that loses, delays, doubles and refuses messages', () => {
  let folder: string;
  let seats: TestDatabase;
  let seating: pg.Pool;
  let connection: Connection;
  let sagas: SagaClient;
  const taskQueue = `provider-${randomUUID()}`;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saga-provider-'));
    await bundleSagaWorkflows({
      workflowsPath: fileURLToPath(new URL('workflows.ts', import.meta.url)),
      outFile: join(folder, 'workflows.js'),
      webpackConfigHook: (config) => ({
        ...config,
        resolve: { ...config.resolve, conditionNames: ['@saga/source', '...'] },
      }),
    });
    seats = await createDatabase(inject('localStack').postgresAdminUrl);
    seating = new pg.Pool({ connectionString: seats.url });
    await seating.query(`${participantSchema}; ${seatSchema}`);
    connection = await Connection.connect({ address: inject('localStack').temporalAddress });
    sagas = new SagaClient({ client: new Client({ connection }), taskQueue, within: 30_000 });
  });
  afterAll(async () => {
    await connection.close();
    await seating.end();
    await seats.drop();
    await rm(folder, { recursive: true });
  });

  /** A person who looks again and again for what waits for a decision. */
  async function retryWhateverIsParked(ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      for await (const { id } of sagas.list({ saga: buyTicketSaga, status: 'needsAttention' })) {
        if (!id.endsWith(taskQueue)) continue;
        const saga = sagas.handle(buyTicketSaga, id);
        const { steps } = await saga.status();
        for (const { name, parked } of steps) {
          if (parked === undefined) continue;
          const decision = { step: name, action: 'retry', actor: 'operator-1', reason: 'once more' } as const;
          // The list is a little behind: by now the saga may have gone on.
          await saga.resolve(decision).catch((error: { readonly code?: string }) => {
            if (error.code !== 'DECISION_MISFIT') throw error;
          });
        }
      }
      await setTimeout(200, undefined, { signal: ended }).catch(() => undefined);
    }
  }

  test(`nobody pays without a seat, or twice, or sits without paying (provider's seed ${seed})`, {
    timeout: 240_000,
  }, async () => {
    const provider = await startProvider({ FAULTS: '0.5', SEED: `${seed}` });
    const newWorker = () =>
      start(new URL('worker.ts', import.meta.url), {
        TEMPORAL_ADDRESS: inject('localStack').temporalAddress,
        TASK_QUEUE: taskQueue,
        BUNDLE: join(folder, 'workflows.js'),
        PROVIDER_URL: provider.firstLine,
        SEATS_URL: seats.url,
      });
    let worker = await newWorker();

    const purchases = Array.from({ length: process.env.SAGA_TESTS === 'all' ? 60 : 30 }, (_, n) => ({
      seat: `${n}`,
      card: n % 10 === 9 ? 'card_declined' : 'card_ok',
      amount: 100 + n,
    }));
    for (const { seat } of purchases) await seating.query("INSERT INTO seats VALUES ($1, 'free')", [seat]);
    // With all the patience, as what is done for the first time takes longest.
    await seating.query("INSERT INTO seats VALUES ('first', 'free')");
    const first = { seat: 'first', card: 'card_ok', amount: 100 };
    await sagas.execute(buyTicketSaga, { id: `buy-first-ticket-${taskQueue}`, input: first }).catch(() => undefined);
    // A tenth of the usual patience, so that charges end in doubt and undos wait for a person.
    const handles = await Promise.all(
      purchases.map((input) =>
        sagas.start(buyTicketSaga, { id: `buy-ticket-${input.seat}-${seed}-${taskQueue}`, input, timeoutScale: 0.1 }),
      ),
    );
    const cancels = handles.filter((_, n) => n % 6 === 0).map((handle) => handle.cancel().catch(() => undefined));
    const paidFor = (count: number) => expect.poll(async () => (await charges()).length).toBeGreaterThanOrEqual(count);
    for (const count of [purchases.length / 6, purchases.length / 2.5]) {
      await paidFor(count);
      await worker.end('SIGKILL');
      worker = await newWorker();
    }
    await Promise.all(cancels);

    const ending = Promise.all(
      handles.map((handle) =>
        handle.result().then(
          () => 'completed',
          (error: { readonly code?: string }) => error.code,
        ),
      ),
    );
    const ended = new AbortController();
    const operator = retryWhateverIsParked(ended.signal);
    const ends = await ending;
    ended.abort();
    await operator;
    // It ends only when all requests that are late have come.
    await provider.end('SIGTERM');

    const booked = await charges();
    const { rows } = await seating.query<{ seat: string; state: string }>('SELECT seat, state FROM seats');
    const found = purchases.map(({ seat }, n) => ({
      end: ends[n],
      paid: booked
        .filter(({ reference }) => reference.startsWith(`buy-ticket-${seat}-${seed}-`))
        .map(({ amount, refunded }) => amount - refunded)
        .filter((left) => left > 0),
      seat: rows.find((row) => row.seat === seat)?.state,
    }));
    expect(found).toEqual(
      purchases.map(({ amount }, n) =>
        ends[n] === 'completed'
          ? { end: 'completed', paid: [amount], seat: 'sold' }
          : { end: 'SAGA_COMPENSATED', paid: [], seat: 'free' },
      ),
    );
    // Otherwise nothing was tried.
    expect(new Set(ends)).toEqual(new Set(['completed', 'SAGA_COMPENSATED']));
    expect(booked.some(({ refunded }) => refunded > 0)).toBe(true);
  });
});
