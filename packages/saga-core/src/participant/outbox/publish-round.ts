import type { Pool } from 'pg';
import { inTransaction } from '../in-transaction.ts';
import type { CloudEvent } from './cloud-event.ts';
import type { EventPublisher } from './event-publisher.ts';
import { claimFreshHeads, type WaitingRow } from './event-table.ts';
import { type LentTransaction, lendTransaction } from './lent-transaction.ts';
import { type Leftover, sendAlone } from './send-alone.ts';
import { countFailure, markDone, type Policy, putOff } from './settle-event.ts';
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
  /** Once it aborts the round begins no further event. */
  readonly signal: AbortSignal;
}

interface Failed {
  readonly row: WaitingRow;
  readonly error: unknown;
  readonly became: 'parked' | 'later';
}

/** What became of a round. `down` is why the channel could not be used; what had been published before is marked all the same. @internal */
export interface Round {
  readonly published: number;
  readonly failed: readonly Failed[];
  readonly down?: { readonly error: unknown };
}

/** Neither in company nor alone is an event begun after this many milliseconds, so that the transaction does not stay open for long. */
const roundTime = 3_000;
const eventsAtOnce = 500;

const chains = `SELECT id, source, event_id, aggregate, event, tries FROM saga_outbox
  WHERE (source, aggregate) IN (SELECT * FROM unnest($1::text[], $2::text[])) AND done_at IS NULL
  ORDER BY id LIMIT ${eventsAtOnce}`;

/** Holds some aggregates, publishes what waits of them in order, and marks it. @internal */
export async function publishRound(options: RoundOptions): Promise<Round> {
  const { pool, publisher, policy, aggregates, publishTimeout, signal } = options;
  return await inTransaction<Round>(pool, async (tx) => {
    // A relay that is paused, or cut off, must not hold its aggregates for ever; what it could still send would be a repetition.
    // The longest that it asks nothing by itself: a last answer in company, a first one alone, and whether the channel is ready in between.
    await tx.query(`SET LOCAL idle_in_transaction_session_timeout = ${roundTime + 5 * publishTimeout}`);
    const begun = performance.now();
    const heads = (await tx.query(claimFreshHeads('saga_outbox'), [aggregates])).rows as WaitingRow[];
    if (heads.length === 0) return { keep: false, answer: { published: 0, failed: [] } };
    const { rows } = await tx.query(chains, [heads.map(({ source }) => source), heads.map((head) => head.aggregate)]);
    const company = lendTransaction(tx);
    const sendBy = (lent: LentTransaction) => (row: WaitingRow) =>
      within(publishTimeout, publisher.publish(row.event as CloudEvent, lent), 'The publisher did not answer in time.');
    const sent = await sendChains(chainsOf(rows as WaitingRow[]), sendBy(company), signal);
    const { done, ...leftover } = await settleCompany(company, sent);
    await markDone(tx, 'saga_outbox', done);
    let published = done.length;
    const failed: Failed[] = [];
    const { late, ...down } = await sendAlone(leftover, {
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
      async succeeded(row) {
        await markDone(tx, 'saga_outbox', [row]);
        published += 1;
      },
      async failed(row, error) {
        failed.push({ row, error, became: await countFailure(tx, 'saga_outbox', row, { error, policy }) });
      },
      time: roundTime,
      signal,
    });
    // For as long as they cost the others, who are then at least half of the time without them.
    await putOff(tx, late, performance.now() - begun);
    return { keep: true, answer: { published, failed, ...down } };
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

async function sendChains(
  all: readonly Chain[],
  send: (row: WaitingRow) => Promise<void>,
  signal: AbortSignal,
): Promise<Sent> {
  const end = performance.now() + roundTime;
  const done: WaitingRow[] = [];
  const stuck: WaitingRow[] = [];
  const sendChain = async (chain: Chain): Promise<void> => {
    for (const row of chain) {
      if (signal.aborted || performance.now() > end) return;
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
async function settleCompany(company: LentTransaction, { done, stuck }: Sent): Promise<Sent & Leftover> {
  if (stuck.length > 0) {
    await company.takeBack('undo');
    return company.isUsed ? { done: [], undone: done, stuck } : { done, undone: [], stuck };
  }
  try {
    await company.takeBack('keep');
    return { done, undone: [], stuck };
  } catch {
    return { done: [], undone: done, stuck };
  }
}
