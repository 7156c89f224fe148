import { readCloudEvent } from './cloud-event.ts';
import type { EventFeed } from './event-feed.ts';
import { FeedPositionLostError } from './feed-position-lost-error.ts';

export interface HttpFeedOptions {
  /** Where the owner serves its feed by `feedEndpoint`. */
  readonly url: string | URL;
  /** Asked for every request, so that a token can be a short-lived one. */
  readonly headers?: () => Promise<Readonly<Record<string, string>>>;
}

/** Milliseconds that an answer may take beyond the time that it was allowed to wait for an event. */
const patience = 10_000;

/**
 * Reads another service's feed over HTTP. It follows no redirect, as the headers may hold a token.
 *
 * @example
 * ```ts
 * const feed = httpFeed({ url: 'http://order:3001/events', headers: async () => ({ 'x-service-token': await token() }) });
 * ```
 */
export function httpFeed({ url, headers = async () => ({}) }: HttpFeedOptions): EventFeed {
  return {
    async read({ after, limit = 100, wait = 0, signal }) {
      const address = new URL(url);
      if (after !== undefined) address.searchParams.set('after', after);
      address.searchParams.set('limit', String(limit));
      address.searchParams.set('wait', String(Math.floor(wait / 1_000)));
      const late = AbortSignal.timeout(wait + patience);
      const response = await fetch(address, {
        headers: { ...(await headers()), accept: 'application/cloudevents-batch+json' },
        redirect: 'error',
        signal: signal === undefined ? late : AbortSignal.any([late, signal]),
      });
      if (response.status === 410 && after !== undefined) {
        await response.body?.cancel();
        throw new FeedPositionLostError(after);
      }
      if (response.status !== 200) {
        await response.body?.cancel();
        throw new Error(
          `The feed at ${address.origin}${address.pathname} answered ${response.status} instead of events.`,
        );
      }
      const events: unknown = await response.json();
      if (!Array.isArray(events))
        throw new Error(`The feed at ${address.origin}${address.pathname} answered no batch of events.`);
      const position = response.headers.get('feed-position');
      return { events: events.map(readCloudEvent), ...(position !== null && { position }) };
    },
  };
}
