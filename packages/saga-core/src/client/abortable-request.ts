import type { Client } from '@temporalio/client';

/**
 * Asks Temporal, unless or until `signal` aborts. The SDK listens on the signal of every request, and never stops listening: on one
 * that lives for an hour that would keep each request of the hour. So each gets a signal of its own, which goes with it.
 */
export async function abortableRequest<Answer>(
  client: Client,
  signal: AbortSignal | undefined,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  if (signal === undefined) return await ask();
  signal.throwIfAborted();
  const request = new AbortController();
  const abort = () => request.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await client.withAbortSignal(request.signal, ask);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
