import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { busyType } from '../protocol/names.ts';
import { isTaskFailure } from './no-answer.ts';
import { refusalOfUpdate, type SagaConnection } from './saga-connection.ts';

const longestPause = 800;
/** Milliseconds after which one that came at a bad moment is sent again, until the time for it is up. */
const momentPause = 50;

/**
 * Sends an update and gives its answer. Temporal fails it when the task that it came with fails, as happens when something
 * else comes just as a saga ends or goes on in a new run; then it is sent again, under the same id, so that it counts once. So it
 * is when the saga refused it for the moment, which leaves no trace.
 */
export async function executeUpdate<Answer, Args extends [unknown, ...unknown[]]>(
  { workflow }: SagaConnection,
  name: string,
  args: Args,
): Promise<Answer> {
  const updateId = randomUUID();
  let milliseconds = 25;
  for (;;) {
    try {
      return await workflow.executeUpdate<Answer, Args>(name, { args, updateId });
    } catch (error) {
      if (refusalOfUpdate(error, busyType) !== undefined) {
        await pause(momentPause);
        continue;
      }
      if (milliseconds > longestPause || !isTaskFailure(error)) throw error;
      await pause(milliseconds);
      milliseconds *= 2;
    }
  }
}
