import type { Request, RequestHandler, Response } from 'express';
import { sendProblem } from '../send-problem.ts';
import type { EventFeed } from './event-feed.ts';
import { FeedPositionLostError } from './feed-position-lost-error.ts';

export interface FeedEndpointOptions {
  /** Aborts when the process was asked to stop: readers that wait are then answered at once. */
  readonly stopping?: AbortSignal;
}

/** Longer than this no reader may wait for an event: proxies and load balancers often cut after a minute. Seconds. */
const longestWait = 30;

/**
 * Serves a feed: `GET ?after=<position>&limit=<1 to 500>&wait=<0 to 30 seconds>`, all of them optional. The answer is a batch of
 * CloudEvents (`application/cloudevents-batch+json`), empty when there is nothing new, and the header `Feed-Position` says where to
 * read on. 400 for a parameter that can't be read; 410 `FEED_POSITION_LOST` when the reader can't go on from there.
 *
 * Who may read is yours to decide: put your authentication before it.
 *
 * Source: CloudEvents 1.0.2, "JSON Event Format", section 4, "JSON Batch Format".
 *
 * @example
 * ```ts
 * app.get('/events', requireServiceToken, feedEndpoint(postgresFeed(pool)));
 * ```
 */
export function feedEndpoint(feed: EventFeed, { stopping }: FeedEndpointOptions = {}): RequestHandler {
  return async (request, response) => {
    const reading = readQuery(request);
    if (typeof reading === 'string') {
      sendProblem(response, { status: 400, title: 'Bad Request', code: 'FEED_QUERY_MALFORMED', detail: reading });
      return;
    }
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const signal = stopping === undefined ? gone.signal : AbortSignal.any([gone.signal, stopping]);
    try {
      const { events, position } = await feed.read({ ...reading, signal });
      send(response, position, JSON.stringify(events));
    } catch (error) {
      if (!(error instanceof FeedPositionLostError)) throw error;
      sendProblem(response, { status: 410, title: 'Gone', code: error.code, detail: error.message });
    }
  };
}

function send(response: Response, position: string | undefined, batch: string): void {
  if (position !== undefined) response.set('Feed-Position', position);
  response.set('Cache-Control', 'no-store').status(200).type('application/cloudevents-batch+json').send(batch);
}

type Reading = { readonly after?: string; readonly limit: number; readonly wait: number };

function readQuery({ query }: Request): Reading | string {
  const { after, limit = '100', wait = '0' } = query;
  if (after !== undefined && (typeof after !== 'string' || !/^(\d{1,18}|latest)$/.test(after)))
    return '`after` must be a position that this feed gave.';
  if (typeof limit !== 'string' || !/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > 500)
    return '`limit` must be a whole number from 1 to 500.';
  if (typeof wait !== 'string' || !/^\d{1,2}$/.test(wait) || Number(wait) > longestWait)
    return `\`wait\` must be whole seconds from 0 to ${longestWait}.`;
  return { ...(after !== undefined && { after }), limit: Number(limit), wait: Number(wait) * 1_000 };
}
