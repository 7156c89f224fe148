import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * What to do with a connection on which something came that is no HTTP: `answer` it, `cut` it off at once, or let the given response, the
 * last one that is owed there, end and close it then. A second answer must never come before or within one that is owed: it would be
 * taken for it, and an order that was accepted would look refused.
 *
 * @param last the response to the latest request on the connection, if there was any.
 * @param open the responses on all connections that have not ended, oldest first.
 */
export function broken(
  socket: Socket,
  last: ServerResponse | undefined,
  open: Iterable<ServerResponse>,
): 'answer' | 'cut' | ServerResponse {
  if (last === undefined) return 'answer';
  const owed = [...open].filter(({ req }) => req.socket === socket && req.complete).at(-1);
  // It ends when the handler says so, if ever; broken off, nobody takes the half for the whole.
  if (owed !== undefined) return owed.headersSent && !owed.writableEnded ? 'cut' : owed;
  // What is broken is the body of the latest request then, which has its answer.
  return !last.req.complete && last.headersSent ? 'cut' : 'answer';
}
