import type { Pool } from 'pg';
import { inTransaction } from '../in-transaction.ts';
import type { Transaction } from '../transaction.ts';
import type { CloudEvent } from './cloud-event.ts';
import type { EventPublisher } from './event-publisher.ts';
import { claimHeads, type WaitingRow } from './event-table.ts';
import { type LentTransaction, lendTransaction } from './lent-transaction.ts';
import { countFailure, markDone, type Policy } from './settle-event.ts';
import { within } from './within.ts';

/** @internal */
export interface RoundOptions {
  readonly pool: Pool;
  readonly publisher: EventPublisher;
  readonly policy: Policy;
  /** Aggregates held at once. */
  readonly aggregates: number;
  /** Milliseconds after which a publisher's answer is no longer awaited. */
  readonly publishTimeout: number;
}

/** What became of a round. `down` is why the channel could not be used; what had been published before is marked all the same. @internal */
export interface Round {
  readonly published: number;
  readonly failed: readonly {
    readonly row: WaitingRow;
    readonly error: unknown;
    readonly became: 'parked' | 'later';
  }[];
  readonly down?: { readonly error: unknown };
}

/** A round begins no further event after this many milliseconds, so that its transaction does not stay open for long. */
const roundTime = 3_000;
const eventsAtOnce = 500;

const chains = `SELECT id, source, event_id, aggregate, event, tries FROM saga_outbox
  WHERE (source, aggregate) IN (SELECT * FROM unnest($1::text[], $2::text[])) AND done_at IS NULL
  ORDER BY id LIMIT ${eventsAtOnce}`;

/** Holds some aggregates, publishes what waits of them in order, and marks it. @internal */
export async function publishRound(options: RoundOptions): Promise<Round> {
  const { pool, publisher, policy, aggregates, publishTimeout } = options;
  return await inTransaction<Round>(pool, async (tx) => {
    // A relay that is paused, or cut off, must not hold its aggregates for ever; what it could still send would be a repetition.
    await tx.query(`SET LOCAL idle_in_transaction_session_timeout = ${roundTime + 3 * publishTimeout}`);
    const heads = (await tx.query(claimHeads('saga_outbox'), [aggregates])).rows as WaitingRow[];
    if (heads.length === 0) return { keep: false, answer: { published: 0, failed: [] } };
    const { rows } = await tx.query(chains, [heads.map(({ source }) => source), heads.map((head) => head.aggregate)]);
    const company = lendTransaction(tx);
    const sendBy = (lent: LentTransaction) => (row: WaitingRow) =>
      within(publishTimeout, publisher.publish(row.event as CloudEvent, lent), 'The publisher did not answer in time.');
    const sent = await sendChains(chainsOf(rows as WaitingRow[]), sendBy(company));
    const { done, left } = await settleCompany(company, sent);
    const alone = await sendAlone(left, {
      async send(row) {
        const own = lendTransaction(tx);
        try {
          await sendBy(own)(row);
        } catch (error) {
          await own.takeBack('undo');
          throw error;
        }
        await own.takeBack('keep');
      },
      ready: () => within(publishTimeout, publisher.ready(), 'The publisher did not become ready in time.'),
    });
    const published = [...done, ...alone.done];
    await markDone(tx, 'saga_outbox', published);
    const failed = await countFailures(tx, alone.failed, policy);
    const down = alone.down === undefined ? {} : { down: alone.down };
    return { keep: true, answer: { published: published.length, failed, ...down } };
  });
}

type Chain = readonly WaitingRow[];

/** What waits of each aggregate. A parked event is always the first of its own, so none is among them. */
function chainsOf(rows: readonly WaitingRow[]): readonly Chain[] {
  return [...Map.groupBy(rows, ({ source, aggregate }) => `${source} ${aggregate}`).values()];
}

interface Sent {
  readonly done: readonly WaitingRow[];
  readonly stuck: readonly WaitingRow[];
}

async function sendChains(all: readonly Chain[], send: (row: WaitingRow) => Promise<void>): Promise<Sent> {
  const end = performance.now() + roundTime;
  const done: WaitingRow[] = [];
  const stuck: WaitingRow[] = [];
  const sendChain = async (chain: Chain): Promise<void> => {
    for (const row of chain) {
      if (performance.now() > end) return;
      try {
        await send(row);
      } catch {
        // Not its failure yet: perhaps another one's broke the connection that both use. It is tried again alone.
        stuck.push(row);
        return;
      }
      done.push(row);
    }
  };
  await Promise.all(all.map(sendChain));
  return { done, stuck };
}

/** Whoever wrote in the common transaction did so behind one savepoint: where one failed, all of it is undone, and sent again alone. */
async function settleCompany(
  company: LentTransaction,
  { done, stuck }: Sent,
): Promise<{ readonly done: readonly WaitingRow[]; readonly left: readonly Chain[] }> {
  if (stuck.length > 0) {
    await company.takeBack('undo');
    return company.isUsed
      ? { done: [], left: chainsOf([...done, ...stuck]) }
      : { done, left: stuck.map((row) => [row]) };
  }
  try {
    await company.takeBack('keep');
    return { done, left: [] };
  } catch {
    return { done: [], left: chainsOf(done) };
  }
}

interface Alone {
  readonly done: readonly WaitingRow[];
  readonly failed: readonly { readonly row: WaitingRow; readonly error: unknown }[];
  readonly down?: { readonly error: unknown };
}

/** Sends one after the other what failed in company. What fails alone on a channel that works fails by itself. */
async function sendAlone(
  left: readonly Chain[],
  { send, ready }: { readonly send: (row: WaitingRow) => Promise<void>; readonly ready: () => Promise<void> },
): Promise<Alone> {
  const end = performance.now() + roundTime;
  const done: WaitingRow[] = [];
  const failed: { readonly row: WaitingRow; readonly error: unknown }[] = [];
  for (const chain of left) {
    for (const row of chain) {
      // Of each aggregate one event at least, or the first of them would use up every round's time.
      if (row !== chain[0] && performance.now() > end) break;
      try {
        await ready();
        const failure = await send(row).then(
          () => undefined,
          (error: unknown) => ({ row, error }),
        );
        if (failure === undefined) {
          done.push(row);
          continue;
        }
        await ready();
        failed.push(failure);
        break;
      } catch (error) {
        return { done, failed, down: { error } };
      }
    }
  }
  return { done, failed };
}

async function countFailures(tx: Transaction, failed: Alone['failed'], policy: Policy): Promise<Round['failed']> {
  const counted: { row: WaitingRow; error: unknown; became: 'parked' | 'later' }[] = [];
  for (const { row, error } of failed) {
    counted.push({ row, error, became: await countFailure(tx, 'saga_outbox', row, { error, policy }) });
  }
  return counted;
}
