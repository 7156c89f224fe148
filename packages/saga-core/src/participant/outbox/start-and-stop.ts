/** What can be started and stopped again. @internal */
export interface StartAndStop {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Begins once, however often it is started, and ends what it began, also when it is stopped while it begins. `begin` gives what ends
 * it. @internal
 */
export function startAndStop(begin: () => Promise<() => Promise<void>>): StartAndStop {
  let begun: Promise<() => Promise<void>> | undefined;
  // Whoever stops it while it ends waits for the same end.
  let ending: Promise<void> | undefined;
  return {
    async start() {
      begun ??= begin();
      const mine = begun;
      try {
        await mine;
      } catch (error) {
        // So that it can be started once more when the cause is gone.
        if (begun === mine) begun = undefined;
        throw error;
      }
    },
    async stop() {
      if (begun !== undefined) {
        ending = end(begun);
        begun = undefined;
      }
      await ending;
    },
  };
}

async function end(begun: Promise<() => Promise<void>>): Promise<void> {
  // Whoever started it hears why it could not begin.
  const stop = await begun.catch(() => undefined);
  await stop?.();
}
