import { EventReader } from './event-reader.ts';
import { RequestProblem, request } from './requests.ts';
import type { SagaSnapshot } from './wire.ts';

/** Whether what the page shows is of now. */
export type Connection = 'connecting' | 'live' | 'lost' | 'ended';

export interface SagaFollower {
  readonly onSnapshot: (snapshot: SagaSnapshot) => void;
  readonly onConnection: (connection: Connection) => void;
  /** It can't be followed, and trying again would change nothing. */
  readonly onProblem: (problem: RequestProblem) => void;
}

/** The server says something at least every ten seconds. Beyond this the line is dead, whatever the browser believes. */
const silence = 25_000;
const pauses = { first: 500, longest: 5_000 };

/** Follows a saga until `signal` is aborted, through lost connections, and stops when nothing changes any more. */
export async function followSaga(id: string, follower: SagaFollower, signal: AbortSignal): Promise<void> {
  let pause = pauses.first;
  follower.onConnection('connecting');
  while (!signal.aborted) {
    try {
      const hasEnded = await readStream(id, signal, (snapshot) => {
        pause = pauses.first;
        follower.onSnapshot(snapshot);
        follower.onConnection('live');
      });
      if (hasEnded) return follower.onConnection('ended');
      // The server ends a stream now and then, to see again who reads it.
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof RequestProblem && isFinal(error)) return follower.onProblem(error);
      follower.onConnection('lost');
    }
    await untilLater(pause, signal);
    pause = Math.min(2 * pause, pauses.longest);
  }
}

/** Gives whether nothing changes any more. */
async function readStream(
  id: string,
  signal: AbortSignal,
  onSnapshot: (snapshot: SagaSnapshot) => void,
): Promise<boolean> {
  const dead = new AbortController();
  const watchdog = { timer: setTimeout(() => dead.abort(), silence) };
  try {
    const path = `./api/saga/events?id=${encodeURIComponent(id)}`;
    const { body } = await request(path, { signal: AbortSignal.any([signal, dead.signal]) });
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    const events = new EventReader();
    for (;;) {
      const { value, done } = (await reader?.read()) ?? { done: true };
      clearTimeout(watchdog.timer);
      if (done || value === undefined) return false;
      watchdog.timer = setTimeout(() => dead.abort(), silence);
      for (const { event, data } of events.read(value)) {
        if (event === 'ended') return true;
        if (event === 'snapshot') onSnapshot(JSON.parse(data) as SagaSnapshot);
      }
    }
  } finally {
    clearTimeout(watchdog.timer);
  }
}

function isFinal({ status }: RequestProblem): boolean {
  return status >= 400 && status < 500;
}

function untilLater(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(go, milliseconds);
    function go(): void {
      clearTimeout(timer);
      removeEventListener('online', go);
      signal.removeEventListener('abort', go);
      resolve();
    }
    // No need to wait longer when the browser knows that it is back.
    addEventListener('online', go);
    signal.addEventListener('abort', go);
  });
}
