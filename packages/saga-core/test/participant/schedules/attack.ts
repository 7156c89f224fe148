import type { Pool, PoolClient } from 'pg';
import { type Barrier, type CallAnswer, type FenceAnswer, Refusal } from 'saga-core/participant';
import { note } from '../open-ledger.ts';
import type { Message, Schedule } from './schedule.ts';
import { seededRandom } from './seeded-random.ts';
import { Stepper } from './stepper.ts';

/** What became of one message. `began` and `ended` are numbers of one clock that ticks with each beginning and end. */
export interface Delivery {
  /** The message's number in its schedule; an effect carries it. */
  readonly number: number;
  readonly message: Message;
  readonly began: number;
  readonly ended: number;
  /** Whether the barrier called the handler. */
  readonly handled: boolean;
  readonly answer?: CallAnswer<Effect> | FenceAnswer<Effect>;
  readonly error?: Error;
}

/** A run's result: the number of the message that had the effect. */
export interface Effect {
  readonly effect: number;
}

export interface AttackOptions {
  readonly barrier: Barrier<PoolClient>;
  /** For looking at locks and effects; not one of the connections that the barrier uses. */
  readonly monitor: Pool;
  /** `false` delivers the storm one by one too. */
  readonly atOnce?: boolean;
}

/** Delivers all messages of a schedule to a participant whose only business is a ledger. */
export async function attack(
  schedule: Schedule,
  { barrier, monitor, atOnce = true }: AttackOptions,
): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  let clock = 0;
  const deliver = (message: Message, number: number) => async (): Promise<void> => {
    const began = clock++;
    let handled = false;
    const act = async (tx: PoolClient, text: string): Promise<void> => {
      handled = true;
      await note(tx, schedule.sagaId, text);
      if (message.fate === 'refuse') throw new Refusal('NO');
      if (message.fate === 'crash') throw new Error('crash');
      if (message.fate === 'break') await tx.query('SELECT pg_terminate_backend(pg_backend_pid())');
    };
    const { call } = message;
    const answering =
      call.operation === 'fence'
        ? barrier.fence<Effect>(call)
        : barrier.handle<Effect>(call, {
            run: async (tx) => {
              await act(tx, `run ${call.key} ${number} by ${number}`);
              return { effect: number };
            },
            compensate: (tx, ran) => act(tx, `undo ${ran.key} ${ran.result.effect} by ${number}`),
          });
    const outcome = await answering.then(
      (answer) => ({ answer }),
      (error: Error) => ({ error }),
    );
    deliveries.push({ number, message, began, ended: clock++, handled, ...outcome });
  };
  const storm = schedule.storm.map(deliver);
  if (atOnce) await new Stepper(seededRandom(schedule.seed), monitor).runAll(storm);
  else for (const delivery of storm) await delivery();
  for (const [index, message] of schedule.aftermath.entries()) await deliver(message, storm.length + index)();
  return deliveries;
}
