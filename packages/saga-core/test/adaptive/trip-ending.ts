import type { WorkflowHandle } from '@temporalio/client';

/** How the trip ended, by what its workflow says. */
export async function endingOf(trip: WorkflowHandle): Promise<string> {
  return await trip.result().then(
    () => 'completed',
    () => 'compensated',
  );
}
