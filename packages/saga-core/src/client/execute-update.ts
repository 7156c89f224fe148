import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { isTaskFailure } from './no-answer.ts';
import type { SagaConnection } from './saga-connection.ts';

const longestPause = 800;

/**
 * Sends an update and gives its answer. Temporal fails it when the task that it came with fails, as happens when something
 * else comes just as a saga ends or goes on in a new run; then it is sent again, under the same id, so that it counts once.
 */
export async function executeUpdate<Answer, Args extends [unknown, ...unknown[]]>(
  { workflow }: SagaConnection,
  name: string,
  args: Args,
): Promise<Answer> {
  const updateId = randomUUID();
  for (let milliseconds = 25; ; milliseconds *= 2) {
    try {
      return await workflow.executeUpdate<Answer, Args>(name, { args, updateId });
    } catch (error) {
      if (milliseconds > longestPause || !isTaskFailure(error)) throw error;
      await pause(milliseconds);
    }
  }
}
