// A payment provider as one meets them: a process of its own, that knows nothing of sagas and keeps no barrier.
//
// - An answer is kept under its `Idempotency-Key` for KEY_LIFETIME_MS, declines too, and replayed byte for byte; with other
//   parameters the key is refused (400). While a request with a key is in flight, another one with it gets 409.
// - Charges are kept for ever, and found by the `reference` that their maker gave them.
// - A share of FAULTS of the requests goes wrong, each fault as often as the others; SEED says which ones.
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import pg, { type PoolClient } from 'pg';
import { seededRandom } from '../participant/schedules/seeded-random.ts';

const { DATABASE_URL, KEY_LIFETIME_MS = '86400000', FAULTS = '0', SEED = '1', HOLD_MS = '0' } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 20 });
pool.on('error', () => {});
await pool.query(`
  CREATE TABLE IF NOT EXISTS charges (id text PRIMARY KEY, reference text NOT NULL, card text NOT NULL,
    amount int NOT NULL CHECK (amount > 0), refunded int NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount));
  CREATE INDEX IF NOT EXISTS charges_by_reference ON charges (reference);
  CREATE TABLE IF NOT EXISTS keys (key text PRIMARY KEY, fingerprint text NOT NULL, status int NOT NULL, body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp())`);

interface Answer {
  readonly status: number;
  readonly body: string;
}

const answer = (status: number, body: object): Answer => ({ status, body: JSON.stringify(body) });

async function charge(tx: PoolClient, { card, amount, reference }: Record<string, unknown>): Promise<Answer> {
  if (card === 'card_declined') return answer(402, { code: 'card_declined' });
  const id = `ch_${randomUUID()}`;
  await tx.query('INSERT INTO charges (id, reference, card, amount) VALUES ($1, $2, $3, $4)', [
    id,
    reference,
    card,
    amount,
  ]);
  return answer(201, { id, amount });
}

async function refund(tx: PoolClient, id: string): Promise<Answer> {
  const { rows } = await tx.query<{ amount: number; refunded: number }>(
    'SELECT * FROM charges WHERE id = $1 FOR UPDATE',
    [id],
  );
  const [found] = rows;
  if (found === undefined) return answer(404, { code: 'no_such_charge' });
  if (found.refunded > 0) return answer(400, { code: 'already_refunded' });
  await tx.query('UPDATE charges SET refunded = amount WHERE id = $1', [id]);
  return answer(201, { id: `re_${randomUUID()}` });
}

/** What a key was answered first is answered again, as long as keys are kept. */
async function once(
  key: string,
  request: string,
  work: (tx: PoolClient) => Promise<Answer>,
  hold: number,
): Promise<Answer> {
  const fingerprint = createHash('sha256').update(request).digest('hex');
  const tx = await pool.connect();
  try {
    await tx.query('BEGIN');
    const { rows: locks } = await tx.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked',
      [key],
    );
    if (!locks[0]?.locked) return answer(409, { code: 'request_in_progress' });
    await setTimeout(hold);
    await tx.query(
      "DELETE FROM keys WHERE key = $1 AND created_at < clock_timestamp() - $2::float8 * interval '1 ms'",
      [key, KEY_LIFETIME_MS],
    );
    const { rows } = await tx.query<Answer & { fingerprint: string }>('SELECT * FROM keys WHERE key = $1', [key]);
    const [kept] = rows;
    if (kept !== undefined)
      return kept.fingerprint === fingerprint ? kept : answer(400, { code: 'key_used_for_another_request' });
    const made = await work(tx);
    await tx.query('INSERT INTO keys (key, fingerprint, status, body) VALUES ($1, $2, $3, $4)', [
      key,
      fingerprint,
      made.status,
      made.body,
    ]);
    await tx.query('COMMIT');
    return made;
  } finally {
    await tx.query('ROLLBACK').catch(() => {});
    tx.release();
  }
}

async function serve(request: IncomingMessage, text: string, hold: number): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://provider');
  if (request.method === 'GET') {
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM charges WHERE reference = $1', [
      searchParams.get('reference'),
    ]);
    return rows[0] === undefined ? answer(404, { code: 'no_such_charge' }) : answer(200, rows[0]);
  }
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return answer(400, { code: 'idempotency_key_missing' });
  const id = /^\/charges\/(\w+[\w-]*)\/refund$/.exec(pathname)?.[1];
  const work = (tx: PoolClient) =>
    id === undefined ? charge(tx, JSON.parse(text) as Record<string, unknown>) : refund(tx, id);
  return await once(key, `${pathname} ${text}`, work, hold);
}

const random = seededRandom(Number(SEED));
const faults = ['requestLost', 'replyLost', 'slow', 'late', 'unavailable', 'twice'] as const;
/** Longer than the callers' patience. */
const tooLong = 900;

async function misbehave(request: IncomingMessage, text: string, response: ServerResponse): Promise<void> {
  const fault = random.chance(Number(FAULTS)) ? random.pick(faults) : undefined;
  if (fault === 'requestLost') return void response.destroy();
  if (fault === 'unavailable') return void response.writeHead(503).end('{}');
  // It comes only when the caller has given it up, and maybe undone it.
  if (fault === 'late') await setTimeout(tooLong * (1 + random.below(4)));
  const [{ status, body }] = await Promise.all([
    serve(request, text, fault === 'slow' ? tooLong : Number(HOLD_MS)),
    ...(fault === 'twice' ? [serve(request, text, 0)] : []),
  ]);
  if (fault === 'replyLost') response.destroy();
  else response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

const underWay = new Set<Promise<void>>();
const server = createServer((request, response) => {
  const work = request
    .toArray()
    .then((chunks) => misbehave(request, Buffer.concat(chunks as Buffer[]).toString(), response))
    .catch((error: unknown) => {
      console.error(error);
      response.destroy();
    })
    .finally(() => underWay.delete(work));
  underWay.add(work);
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));

// Ends when all that is late has come.
process.once('SIGTERM', async () => {
  server.close();
  while (underWay.size > 0) await Promise.all(underWay);
  await pool.end();
});
