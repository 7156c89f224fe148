import type { RequestMessage } from './request-message.ts';

/**
 * Answers the harness's requests in a process that it forked. When the harness ends, however it ends, the channel closes:
 * then `end` puts away what this process opened, and the process ends.
 */
export function serveRequests<Api extends object>(api: Api, end: () => Promise<void>): void {
  process.on('message', (message: RequestMessage) => {
    const { id, name, argument } = message;
    const method = api[name as keyof Api] as (argument: unknown) => Promise<unknown>;
    Promise.resolve()
      .then(() => method.call(api, argument))
      .then(
        (answer) => process.send?.({ id, answer }),
        (error: unknown) =>
          process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      );
  });
  let ending = false;
  const finish = () => {
    if (ending) return;
    ending = true;
    end().then(
      () => process.exit(),
      (error: unknown) => {
        process.stderr.write(`${error}\n`);
        process.exit(1);
      },
    );
  };
  process.on('disconnect', finish);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, finish);
}
