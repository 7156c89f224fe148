import type { Pool, PoolClient } from 'pg';
import { refusal, type SagaCall } from 'saga-core/activity';
import { barrier, Refusal } from 'saga-core/participant';
import type { SeatActivities } from './buy-ticket.ts';

export const seatSchema =
  "CREATE TABLE seats (seat text PRIMARY KEY, state text NOT NULL CHECK (state IN ('free', 'held', 'sold')))";

/** The seats are our own, behind a barrier. */
export function seatActivities(pool: Pool): SeatActivities {
  const perform = async (call: SagaCall, work: (tx: PoolClient) => Promise<void>) => {
    const answer = await barrier(pool).handle(call, { run: work, compensate: work });
    if (answer.outcome === 'refused') throw refusal(answer);
  };
  const move = (seat: string, from: string, to: string) => async (tx: PoolClient) => {
    const moved = await tx.query('UPDATE seats SET state = $3 WHERE seat = $1 AND state = $2', [seat, from, to]);
    if (moved.rowCount === 0) throw new Refusal('SEAT_TAKEN');
  };
  return {
    hold: ({ seat }, call) => perform(call, move(seat, 'free', 'held')),
    release: ({ seat }, call) => perform(call, move(seat, 'held', 'free')),
    sell: ({ seat }, call) => perform(call, move(seat, 'held', 'sold')),
  };
}
