import type { RequestHandler } from 'express';
import type { Pool } from 'pg';
import { inTransaction } from '../in-transaction.ts';
import type { Inbox } from '../inbox/inbox.ts';
import { readCloudEvent } from '../outbox/cloud-event.ts';
import { EventMalformedError } from '../outbox/event-malformed-error.ts';
import { sendProblem } from '../send-problem.ts';

/**
 * Takes messages over HTTP, one CloudEvent a request in structured mode: 202 when the inbox has it for good, also when it had it
 * already. 400 for what is no event. Parse the body as JSON before, and let in only whom you trust.
 *
 * Source: CloudEvents 1.0.2, "HTTP Protocol Binding", structured content mode.
 *
 * @example
 * ```ts
 * app.post('/messages', requireServiceToken, express.json({ type: 'application/cloudevents+json' }), inboxEndpoint({ inbox: requests, pool }));
 * ```
 */
export function inboxEndpoint({
  inbox,
  pool,
}: {
  readonly inbox: Pick<Inbox, 'receive'>;
  readonly pool: Pool;
}): RequestHandler {
  return async (request, response) => {
    try {
      const event = readCloudEvent(request.body);
      await inTransaction(pool, async (tx) => ({ keep: true, answer: await inbox.receive(tx, [event]) }));
      response.status(202).end();
    } catch (error) {
      if (!(error instanceof EventMalformedError)) throw error;
      sendProblem(response, { status: 400, title: 'Bad Request', code: error.code, detail: error.message });
    }
  };
}
