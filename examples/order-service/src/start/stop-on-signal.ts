/** Ctrl-C comes twice when npm passes on what the terminal sends to all: that is one wish to stop, not two. */
const echoMilliseconds = 500;

export interface StopWish {
  /** Aborts at the first SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** Resolves then. */
  readonly asked: Promise<void>;
}

/** Listens for the wish to stop. Whoever asks a second time wants it at once: `insist` is called. */
export function stopOnSignal(insist: () => void): StopWish {
  const stopping = new AbortController();
  let askedAt = Number.POSITIVE_INFINITY;
  const onSignal = () => {
    if (performance.now() - askedAt > echoMilliseconds) insist();
    if (stopping.signal.aborted) return;
    askedAt = performance.now();
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  const asked = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  return { signal: stopping.signal, asked };
}
