import type { NextFunction, Response } from 'express';
import type { SagaFeeds } from './saga-feeds.ts';
import { SnapshotStream } from './snapshot-stream.ts';

/** Milliseconds after which a page asks anew, and shows again who it is for. */
const askAnewAfter = 5 * 60_000;

/**
 * Answers with a saga's snapshots as Server-Sent Events: `snapshot` now and after each change, `ended` when nothing changes any more.
 * A stream that ends without that is to be asked for again.
 */
export function streamSaga(feeds: SagaFeeds, id: string, response: Response, next: NextFunction): void {
  const { stopping } = feeds;
  let stream: SnapshotStream | undefined;
  const leave = feeds.read(id, {
    tell: (snapshot) => {
      stream ??= new SnapshotStream(response);
      stream.tell(snapshot);
    },
    end: () => {
      stream ??= new SnapshotStream(response);
      stream.end('ended');
    },
    fail: (error) => next(error),
  });
  const breakOff = () => {
    if (response.headersSent) stream?.end();
    else response.destroy();
  };
  const anew = setTimeout(breakOff, askAnewAfter);
  stopping?.addEventListener('abort', breakOff);
  response.once('close', () => {
    clearTimeout(anew);
    stopping?.removeEventListener('abort', breakOff);
    leave();
  });
  if (stopping?.aborted) breakOff();
}
