import type { Response } from 'express';

/** Milliseconds to wait before an answer is sent, or never to send it. */
export type Postponement = number | 'never';

/** Nobody waits this long; a connection that was never answered is closed then, so that none is kept for ever. */
const neverMilliseconds = 60_000;

/**
 * Lets an answer be made as usual, what it tells of be committed, and sends it late or never, as a network or an overloaded provider would.
 * No transaction and no database connection waits with it. A stopping process does not wait for what will never be sent.
 */
export function postponeAnswer(response: Response, postponement: () => Postponement, stopping: AbortSignal): void {
  const end = response.end.bind(response) as (...parts: readonly unknown[]) => Response;
  const postponed = (...parts: readonly unknown[]): Response => {
    const wait = postponement();
    const timer =
      wait === 'never'
        ? setTimeout(() => response.destroy(), neverMilliseconds)
        : setTimeout(() => end(...parts), wait);
    const giveUp = () => response.destroy();
    if (wait === 'never') {
      if (stopping.aborted) giveUp();
      else stopping.addEventListener('abort', giveUp);
    }
    response.once('close', () => {
      clearTimeout(timer);
      stopping.removeEventListener('abort', giveUp);
    });
    return response;
  };
  response.end = postponed as Response['end'];
}
