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
      const ending = begun;
      begun = undefined;
      // Whoever started it hears why it could not begin.
      const end = await ending?.catch(() => undefined);
      await end?.();
    },
  };
}
